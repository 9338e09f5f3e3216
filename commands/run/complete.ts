import { Command as Commander } from 'commander'
import { describe, type Table } from '../program.ts'
import { type Place, placeAt } from '../terminal/completion-place.ts'
import { wordsTyped } from '../terminal/completion-words.ts'
import type { Streams } from '../terminal/streams.ts'
import type { Candidate } from './completion-values.ts'

/**
 * Answers what could come next on a command line, for the shells' scripts (`terminal/completion-scripts.ts` says how). What
 * goes wrong is nobody's business in the middle of typing: nothing fits then.
 */
export async function complete([shell, ...said]: readonly string[], table: Table, streams: Streams): Promise<void> {
  const typed = shell === 'bash' ? wordsTyped(said.join(' ')).slice(1) : said
  const answer = await answerFor(typed, table, streams).catch(() => ({ withFiles: false, candidates: [] }))
  const lines = answer.candidates.map(({ word, about }) =>
    shell === 'bash' || about === '' ? word : `${word}\t${about}`,
  )
  streams.out([answer.withFiles ? 'files' : 'words', ...lines, ''].join('\n'))
}

type Answer = { readonly withFiles: boolean; readonly candidates: readonly Candidate[] }

async function answerFor(words: readonly string[], table: Table, streams: Streams): Promise<Answer> {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  const { command, after, choices } = await commandAt(before, table, streams)
  const place = placeAt(command, after, current)
  const { valuesFor } = await import('./completion-values.ts')
  // A command of a group may be named where the usual one's arguments would stand.
  const commands = after.length === 0 && place.kind !== 'flag' && place.kind !== 'value' ? choices : []
  const values = await valuesFor(place, command)
  const candidates = [...commands, ...values].filter(({ word }) => word.startsWith(current))
  return { withFiles: commands.length === 0 && isFile(place), candidates }
}

type Found = {
  readonly command: Commander
  /** The words behind the command's own. */
  readonly after: readonly string[]
  /** Commands that could be named now. */
  readonly choices: readonly Candidate[]
}

async function commandAt(words: readonly string[], table: Table, streams: Streams): Promise<Found> {
  const command = describe(new Commander('ytdub'), streams)
  const first = words.findIndex((word, index) => !word.startsWith('-') && !isValue(words[index - 1], command))
  const named = words[first]
  if (named === undefined || !Object.hasOwn(table, named)) return { command, after: words, choices: commandsOf(table) }
  const entry = table[named]!
  const rest = [...words.slice(0, first), ...words.slice(first + 1)]
  if ('load' in entry) {
    ;(await entry.load()).define(command)
    return { command, after: rest, choices: [] }
  }
  const [second = ''] = words.slice(first + 1)
  const isNamed = Object.hasOwn(entry.commands, second)
  const part = entry.commands[isNamed ? second : entry.usual]!
  ;(await part.load()).define(command)
  if (isNamed) return { command, after: rest.toSpliced(first, 1), choices: [] }
  return { command, after: rest, choices: commandsOf(entry.commands) }
}

function isValue(before: string | undefined, { options }: Commander): boolean {
  return options.some(({ required, short, long }) => required && before !== undefined && [short, long].includes(before))
}

function commandsOf(table: { readonly [word: string]: { readonly summary: string } }): Candidate[] {
  return Object.entries(table).map(([word, { summary }]) => ({ word, about: summary }))
}

/** Whether what is wanted may be the name of a file. */
function isFile(place: Place): boolean {
  if (place.kind !== 'value' && place.kind !== 'argument') return false
  return /file|folder|dir|path|glob|list|^voice$/i.test(place.name)
}
