import { CommanderError } from 'commander'
import { Failure } from '../src/failure.ts'
import type { Context, Manner } from './command.ts'
import { runProgram, type Table } from './program.ts'
import { DONE, EXIT_CODES } from './terminal/exit-codes.ts'
import { processStreams, type Streams } from './terminal/streams.ts'

/** Every command, in the order in which help shows them. What one needs is loaded when it is asked for, so that help is quick. */
export const COMMANDS: Table = {
  dub: {
    heading: 'Dubbing:',
    summary: 'dub a recording into other languages',
    load: async () => (await import('./dub.ts')).dub,
  },
  batch: {
    heading: 'Dubbing:',
    summary: 'dub many recordings',
    load: async () => (await import('./batch.ts')).batch,
  },
  review: {
    heading: 'Dubbing:',
    summary: 'look over, hear and edit the lines of a job',
    load: async () => (await import('./review.ts')).review,
  },
  languages: {
    heading: 'Dubbing:',
    summary: 'say which engine serves which language',
    load: async () => (await import('./languages.ts')).languages,
  },
  voices: {
    heading: 'Dubbing:',
    summary: 'say which voices each engine has',
    load: async () => (await import('./voices.ts')).voices,
  },
  jobs: {
    heading: 'Jobs:',
    summary: 'look at jobs',
    example: '  ytdub jobs\n  ytdub jobs show job_0123456789ab --why',
    usual: 'list',
    commands: {
      list: { summary: 'list the jobs, newest first', load: async () => (await import('./jobs/list.ts')).list },
      show: { summary: 'show one job; --why shows its steps', load: async () => (await import('./jobs/show.ts')).show },
      watch: {
        summary: 'follow a job until it has ended',
        load: async () => (await import('./jobs/watch.ts')).watch,
      },
      retry: {
        summary: 'go on with a job: only what failed or is missing',
        load: async () => (await import('./jobs/retry.ts')).retry,
      },
      cancel: { summary: 'stop a job', load: async () => (await import('./jobs/cancel.ts')).cancel },
      download: {
        summary: 'fetch what a job at the service delivered',
        load: async () => (await import('./jobs/download.ts')).download,
      },
      delete: {
        summary: 'delete the record of a job, or a job at the service',
        load: async () => (await import('./jobs/delete.ts')).remove,
      },
    },
  },
  purge: {
    heading: 'Jobs:',
    summary: 'delete what dubs keep to go on from',
    load: async () => (await import('./purge.ts')).purge,
  },
  init: {
    heading: 'Set-up:',
    summary: 'set ytdub up: keys, languages, folders',
    load: async () => (await import('./init.ts')).init,
  },
  config: {
    heading: 'Set-up:',
    summary: 'look at the settings and change your own',
    example: '  ytdub config\n  ytdub config set languages es,fr\n  ytdub config get maxRate\n  ytdub config path',
    usual: 'list',
    commands: {
      list: { summary: 'list what holds, and where from', load: async () => (await import('./config/list.ts')).list },
      get: { summary: 'write what holds for one setting', load: async () => (await import('./config/get.ts')).get },
      set: { summary: 'change one in your own file', load: async () => (await import('./config/set.ts')).set },
      unset: { summary: 'take one out of your own file', load: async () => (await import('./config/unset.ts')).unset },
      path: { summary: 'say where your own file is', load: async () => (await import('./config/path.ts')).path },
    },
  },
  doctor: {
    heading: 'Set-up:',
    summary: 'say what works here and what to do',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  setup: {
    heading: 'Set-up:',
    summary: 'install the programs that ytdub runs',
    load: async () => (await import('./setup.ts')).setup,
  },
  completion: {
    heading: 'Set-up:',
    summary: 'write what a shell loads to complete command lines',
    load: async () => (await import('./completion.ts')).completion,
  },
  login: {
    heading: 'A service that dubs for you:',
    summary: 'sign in to the service',
    load: async () => (await import('./login.ts')).login,
  },
  logout: {
    heading: 'A service that dubs for you:',
    summary: 'sign out of the service',
    load: async () => (await import('./logout.ts')).logout,
  },
  whoami: {
    heading: 'A service that dubs for you:',
    summary: 'say who is signed in',
    load: async () => (await import('./whoami.ts')).whoami,
  },
  upload: {
    heading: 'A service that dubs for you:',
    summary: 'upload a recording to the service',
    load: async () => (await import('./upload.ts')).upload,
  },
  serve: {
    heading: 'Running the service:',
    summary: 'run the API of the service',
    load: async () => (await import('./serve.ts')).serve,
  },
  worker: {
    heading: 'Running the service:',
    summary: 'work on jobs of the service',
    load: async () => (await import('./worker.ts')).worker,
  },
  db: {
    heading: 'Running the service:',
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
  return failure.code === 'config' ? tellLate(failure, { json: false }, streams) : exitCode
}

async function runAndTell(argv: readonly string[], streams: Streams): Promise<number> {
  const json = argv.includes('--json')
  try {
    if (argv[0] === COMPLETE) return await completed(argv.slice(1), streams)
    return await runProgram(argv, COMMANDS, streams, async ({ name, command, args, options }) => {
      const context = await contextOf(options)
      const { logFile } = options
      if (typeof logFile !== 'string') return command.run(args, options, context)
      const { runLogged } = await import('./run/logged.ts')
      return runLogged(name, logFile, context, (logging) => command.run(args, options, logging))
    })
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellLate(Failure.from(error), { json }, streams)
    if (error.exitCode === 0) return DONE
    if (error.code === 'commander.help' && !json) {
      const text = await beginning().catch((trouble: unknown) => Failure.from(trouble))
      if (text instanceof Failure) return tellLate(text, { json }, streams)
      streams.err(text)
    }
    return json ? tellLate(wrongUsage(error), { json }, streams) : EXIT_CODES.usage
  }
}

/** Most command lines have nothing to tell: help is to be quick. */
async function tellLate(failure: Failure, manner: Pick<Manner, 'json'>, streams: Streams): Promise<number> {
  const { tell } = await import('./terminal/tell.ts')
  return tell(failure, manner, streams)
}

/** The one thing to type where nothing is set up yet: below the help that whoever types `ytdub` alone is shown. */
async function beginning(): Promise<string> {
  const { loadConfig } = await import('../src/config.ts')
  const { home: _home, ffmpegPath: _ffmpegPath, ...chosen } = (await loadConfig()).sources
  return Object.keys(chosen).length > 0 ? '' : '\nNothing is set up yet. Begin with:\n  ytdub init\n'
}

/** What the shells' scripts ask; no command of a person's. */
const COMPLETE = '__complete'

async function completed(words: readonly string[], streams: Streams): Promise<number> {
  const { complete } = await import('./run/complete.ts')
  await complete(words, COMMANDS, streams)
  return DONE
}

/** Commander tells people itself, but not scripts. */
function wrongUsage({ code, message }: CommanderError): Failure {
  const text = code === 'commander.help' ? 'Which command?' : message.replace(/^error: /, '')
  return new Failure('usage', text, { hint: 'See: ytdub --help' })
}

async function contextOf(options: Readonly<Record<string, unknown>>): Promise<Context> {
  const { loadConfig } = await import('../src/config.ts')
  const config = await loadConfig()
  if (config.proxies.https ?? config.proxies.http) await (await import('../src/proxy.ts')).useProxies(config.proxies)
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
