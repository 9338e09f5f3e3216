import { Command as Commander } from 'commander'
import { Failure } from '../src/failure.ts'
import type { Command } from './command.ts'
import { DONE } from './terminal/exit-codes.ts'
import type { Streams } from './terminal/streams.ts'

type Entry = { readonly summary: string; readonly load: () => Promise<Command> }
type Group = {
  readonly summary: string
  readonly example: string
  readonly usual: string
  readonly commands: { readonly [word: string]: Entry }
}
/** Every command by its first word, with the heading that it has in `ytdub --help`. */
export type Table = { readonly [word: string]: (Entry | Group) & { readonly heading: string } }

/** A command line that is understood. */
export type Asked = {
  /** `dub`, `jobs list`. */
  readonly name: string
  readonly command: Command
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}
/** What becomes of it. @returns the exit code. */
export type Perform = (asked: Asked) => Promise<number>

/**
 * Reads one command line and has it performed. Only the command that is asked for is loaded, so that help is quick.
 * @returns the exit code.
 * @throws {Failure} `usage`, for a word that is no command; commander's own errors for the rest.
 */
export async function runProgram(
  argv: readonly string[],
  table: Table,
  streams: Streams,
  perform: Perform,
): Promise<number> {
  let exitCode: number = DONE
  const program = describe(new Commander('ytdub'), streams)
  const words = wordsOf(argv, program)
  const [first] = words
  if (first !== undefined && !Object.hasOwn(table, first)) throw await unknown([], first, Object.keys(table))
  // Where one is named, nobody looks at the others.
  const asked = first === undefined ? table : { [first]: table[first]! }
  for (const [word, entry] of Object.entries(asked)) {
    const command = program.command(word).summary(entry.summary).description(sentence(entry.summary))
    command.helpGroup(entry.heading)
    if (!('load' in entry)) await prepareGroup(command, entry, { word, argv, words })
    else if (word === first) await prepare(command, entry, word)
  }
  await program.parseAsync(argv, { from: 'user' })
  return exitCode

  async function prepareGroup(command: Commander, group: Group, said: Said): Promise<void> {
    const { word, words } = said
    await refuseUnknown(said, group)
    const second = words[1] !== undefined && Object.hasOwn(group.commands, words[1]) ? words[1] : group.usual
    command
      .commandsGroup('Commands:')
      .addHelpText(
        'after',
        `\nExample:\n${group.example}\n\nHelp for a command:\n  ytdub ${word} ${group.usual} --help`,
      )
    for (const [name, part] of Object.entries(group.commands)) {
      const made = command.command(name, { isDefault: name === group.usual }).summary(part.summary)
      made.description(sentence(part.summary))
      if (word === words[0] && name === second) await prepare(made, part, `${word} ${name}`)
    }
  }

  async function prepare(command: Commander, entry: Entry, name: string): Promise<void> {
    const loaded = await entry.load()
    loaded.define(command)
    command.action(async () => {
      exitCode = await perform({ name, command: loaded, args: command.args, options: command.optsWithGlobals() })
    })
  }
}

/** Up to `--help`, without options and their values. `ytdub help dub` needs what `ytdub dub --help` needs. */
function wordsOf(argv: readonly string[], { options }: Commander): readonly string[] {
  const isValue = (index: number) =>
    index > 0 && options.some((option) => option.required && [option.short, option.long].includes(argv[index - 1]))
  const help = argv.findIndex((word) => word === '--help' || word === '-h')
  const before = help === -1 ? argv : argv.slice(0, help)
  return before.filter((word, index) => !word.startsWith('-') && word !== 'help' && !isValue(index))
}

type Said = { readonly word: string; readonly argv: readonly string[]; readonly words: readonly string[] }

/** Else commander would say that the usual command of the group takes no arguments. */
async function refuseUnknown({ word, argv }: Said, { commands }: Group): Promise<void> {
  const after = argv[0] === word ? argv[1] : undefined
  if (after === undefined || after.startsWith('-') || after === 'help' || Object.hasOwn(commands, after)) return
  throw await unknown([word], after, Object.keys(commands))
}

async function unknown(before: readonly string[], word: string, there: readonly string[]): Promise<Failure> {
  const { didYouMean } = await import('../src/dub/nearest.ts')
  const line = ['ytdub', ...before].join(' ')
  const similar = didYouMean(word, there, (name) => `${line} ${name}`)
  const all =
    before.length === 0 ? 'See: ytdub --help' : `There are: ${there.map((name) => `${line} ${name}`).join(', ')}`
  return new Failure('usage', `There is no command ${JSON.stringify(`${line} ${word}`)}.`, {
    hint: [similar, all].filter((text) => text !== '').join('\n'),
  })
}

/** The options that every command has. */
export function describe(program: Commander, { out, err, columns }: Streams): Commander {
  return program
    .description('Dub a recording into other languages, fitted to the original’s timing.')
    .option('--json', 'write results as JSON to standard output')
    .option('--quiet', 'say nothing but results and errors')
    .option('--verbose', 'say what every step does')
    .option('--log-file <file>', 'append what happens to this file, as JSON lines')
    .option('--no-color', 'no colours')
    .option('-V, --version', 'write the version')
    .commandsGroup('More:')
    .helpCommand('help [command]', 'say how a command is used')
    .addHelpText('after', '\nExample:\n  ytdub dub talk.mp3 --lang es\n\nHelp for a command:\n  ytdub dub --help')
    .showHelpAfterError('(see: ytdub --help)')
    .configureOutput({ writeOut: out, writeErr: err, getOutHelpWidth: () => columns, getErrHelpWidth: () => columns })
    .exitOverride()
    .action(() => program.help({ error: true }))
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}
