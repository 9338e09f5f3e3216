import { Command as Commander, CommanderError } from 'commander'
import { Failure } from '../src/failure.ts'
import type { Command, Context, Manner } from './command.ts'
import { DONE, EXIT_CODES } from './terminal/exit-codes.ts'
import { processStreams, type Streams } from './terminal/streams.ts'
import { tell } from './terminal/tell.ts'

type Entry = { readonly summary: string; readonly load: () => Promise<Command> }
type Group = {
  readonly summary: string
  readonly example: string
  readonly usual: string
  readonly commands: { readonly [word: string]: Entry }
}

/** Every command. What one needs is loaded when it is asked for, so that help is quick. */
const COMMANDS: { readonly [word: string]: Entry | Group } = {
  dub: { summary: 'dub a recording into other languages', load: async () => (await import('./dub.ts')).dub },
  jobs: {
    summary: 'look at jobs',
    example: '  ytdub jobs\n  ytdub jobs show job_0123456789ab --why',
    usual: 'list',
    commands: {
      list: { summary: 'list the jobs, newest first', load: async () => (await import('./jobs/list.ts')).list },
      show: { summary: 'show one job; --why shows its steps', load: async () => (await import('./jobs/show.ts')).show },
      cancel: {
        summary: 'have the service stop a job',
        load: async () => (await import('./jobs/cancel.ts')).cancel,
      },
    },
  },
  languages: {
    summary: 'say which engine serves which language',
    load: async () => (await import('./languages.ts')).languages,
  },
  login: { summary: 'sign in to the service', load: async () => (await import('./login.ts')).login },
  logout: { summary: 'sign out of the service', load: async () => (await import('./logout.ts')).logout },
  whoami: { summary: 'say who is signed in', load: async () => (await import('./whoami.ts')).whoami },
  upload: { summary: 'upload a recording to the service', load: async () => (await import('./upload.ts')).upload },
  doctor: {
    summary: 'say what works here and what to do',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  voices: {
    summary: 'say which voices each engine has',
    load: async () => (await import('./voices.ts')).voices,
  },
  setup: {
    summary: 'install the programs that ytdub runs',
    load: async () => (await import('./setup.ts')).setup,
  },
  serve: { summary: 'run the API of the service', load: async () => (await import('./serve.ts')).serve },
  worker: { summary: 'work on jobs of the service', load: async () => (await import('./worker.ts')).worker },
  db: {
    summary: 'look after the database of the service',
    example: '  ytdub db status\n  ytdub db migrate',
    usual: 'status',
    commands: {
      migrate: { summary: 'bring it up to date', load: async () => (await import('./db/migrate.ts')).migrate },
      status: { summary: 'say what is applied', load: async () => (await import('./db/status.ts')).status },
      rollback: { summary: 'take back the last change', load: async () => (await import('./db/rollback.ts')).rollback },
    },
  },
}

/** Runs one command line. @returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const streams = processStreams({ unattended: false, noColor: argv.includes('--no-color') })
  const exitCode = await runAndTell(argv, streams)
  await new Promise((resolve) => setImmediate(resolve)) // Only now does a stream say that it could not be written to.
  if (!streams.closed.aborted) return exitCode
  // A reader that has gone knows what it wanted; results that a full disk did not take are missing.
  const failure = Failure.from(streams.closed.reason)
  return failure.code === 'config' ? tell(failure, { json: false }, streams) : exitCode
}

async function runAndTell(argv: readonly string[], streams: Streams): Promise<number> {
  const json = argv.includes('--json')
  try {
    return await runCommand(argv, streams)
  } catch (error) {
    if (!(error instanceof CommanderError)) return tell(Failure.from(error), { json }, streams)
    if (error.exitCode === 0) return DONE
    return json ? tell(wrongUsage(error), { json }, streams) : EXIT_CODES.usage
  }
}

/** Commander tells people itself, but not scripts. */
function wrongUsage({ code, message }: CommanderError): Failure {
  const text = code === 'commander.help' ? 'Which command?' : message.replace(/^error: /, '')
  return new Failure('usage', text, { hint: 'See: ytdub --help' })
}

async function runCommand(argv: readonly string[], streams: Streams): Promise<number> {
  let exitCode: number = DONE
  const program = describe(new Commander('ytdub'), streams)
  // `ytdub help dub` needs what `ytdub dub --help` needs.
  const words = argv.filter((word) => !word.startsWith('-') && word !== 'help')
  for (const [word, entry] of Object.entries(COMMANDS)) {
    const command = program.command(word).summary(entry.summary).description(sentence(entry.summary))
    if ('load' in entry) {
      await prepare(command, entry, word === words[0])
      continue
    }
    refuseUnknown(argv, word, entry)
    command.addHelpText(
      'after',
      `\nExample:\n${entry.example}\n\nHelp for a command:\n  ytdub ${word} ${entry.usual} --help`,
    )
    for (const [second, part] of Object.entries(entry.commands)) {
      const chosen = word === words[0] && second === (words[1] ?? entry.usual)
      const usual = { isDefault: second === entry.usual }
      await prepare(
        command.command(second, usual).summary(part.summary).description(sentence(part.summary)),
        part,
        chosen,
      )
    }
  }
  await program.parseAsync(argv, { from: 'user' })
  return exitCode

  async function prepare(command: Commander, entry: Entry, chosen: boolean): Promise<void> {
    if (!chosen) return
    const { define, run } = await entry.load()
    define(command)
    command.action(async () => {
      const options = command.optsWithGlobals()
      exitCode = await run(command.args, options, await contextOf(options))
    })
  }
}

/** Else commander would say that the usual command of the group takes no arguments. */
function refuseUnknown(argv: readonly string[], word: string, { commands }: Group): void {
  const after = argv[0] === word ? argv[1] : undefined
  if (after === undefined || after.startsWith('-') || after === 'help' || after in commands) return
  throw new Failure('usage', `There is no command ${JSON.stringify(`ytdub ${word} ${after}`)}.`, {
    hint: `There are: ${Object.keys(commands)
      .map((second) => `ytdub ${word} ${second}`)
      .join(', ')}`,
  })
}

function describe(program: Commander, { out, err, columns }: Streams): Commander {
  return program
    .description('Dub a recording into other languages, fitted to the original’s timing.')
    .option('--json', 'write results as JSON to standard output')
    .option('--quiet', 'say nothing but results and errors')
    .option('--verbose', 'say what every step does')
    .option('--no-color', 'no colours')
    .option('-V, --version', 'write the version')
    .helpCommand('help [command]', 'say how a command is used')
    .addHelpText('after', '\nExample:\n  ytdub dub talk.mp3 --lang es\n\nHelp for a command:\n  ytdub dub --help')
    .showHelpAfterError('(see: ytdub --help)')
    .configureOutput({ writeOut: out, writeErr: err, getOutHelpWidth: () => columns, getErrHelpWidth: () => columns })
    .exitOverride()
    .action(() => program.help({ error: true }))
}

async function contextOf(options: Readonly<Record<string, unknown>>): Promise<Context> {
  const { loadConfig } = await import('../src/config.ts')
  const config = await loadConfig()
  const noColor = options['color'] === false || config.noColor
  const streams = processStreams({ unattended: config.unattended, noColor })
  const manner: Manner = {
    json: isOn(options, 'json'),
    quiet: isOn(options, 'quiet'),
    verbose: isOn(options, 'verbose'),
  }
  if (!manner.quiet) for (const warning of config.warnings) streams.err(`Note: ${warning}\n`)
  return { streams, manner, config }
}

function isOn(options: Readonly<Record<string, unknown>>, name: string): boolean {
  return options[name] === true
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
