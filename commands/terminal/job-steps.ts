import type { Reason } from '../../src/jobs/why.ts'
import type { JobNote } from '../../src/ports/jobs.ts'
import { printable } from './styled.ts'
import { table } from './table.ts'

/** A row for each step of the last run; with `all`, its whole input. */
export function explain(reasons: readonly Reason[], all: boolean): string {
  const rows = reasons.map((reason) => {
    const { stage, language, line, outcome, key } = reason
    return [stage, language ?? '', line === null ? '' : String(line), outcome, digest(key), newParts(reason)]
  })
  const head = ['Step', 'Language', 'Line', 'Outcome', 'Key', 'New in its input']
  const steps = table([head, ...rows].map((row) => row.map(printable)))
  if (!all) return `${steps}\nEach step's whole input: add --verbose or --json.\n`
  const inputs = reasons.map(({ key, input }) => `${digest(key)} ${printable(JSON.stringify(input ?? null))}\n`)
  return `${steps}\n${inputs.join('')}`
}

/** The diary, a row for each note: ids and digests, and no word of what is said. */
export function diaryTable(notes: readonly JobNote[]): string {
  if (notes.length === 0) return 'The diary is empty: it has not been worked on yet.\n'
  const rows = notes.map((note) => [new Date(note.at).toISOString(), String(note.run), note.type, ...detailsOf(note)])
  return table([['Time (UTC)', 'Run', 'Event', 'Step', 'Language', 'Line', 'Outcome', 'ms', 'Key'], ...rows])
}

function detailsOf(note: JobNote): string[] {
  if (note.type === 'run-started') return []
  if (note.type === 'run-ended') return ['', '', '', note.code ?? note.status]
  const { stage, language, line, outcome, key, ms } = note
  const took = ms === undefined ? '' : String(ms)
  return [stage, language ?? '', line === null ? '' : String(line), outcome, took, digest(key)]
}

/** A note of the diary as scripts read it. */
export function noteJson({ at, ...note }: JobNote) {
  return { at: new Date(at).toISOString(), ...note }
}

/** As much of a key as a person tells apart. */
function digest(key: string): string {
  return key.slice(0, 12)
}

/** How many paths are named before the rest is counted. */
const NAMED = 4

function newParts({ outcome, first, fresh }: Reason): string {
  if (outcome === 'recalled') return ''
  if (first) return 'all of it: the first question of its kind'
  if (fresh.length === 0) return 'nothing: its answer had been lost'
  const more = fresh.length > NAMED ? ` and ${fresh.length - NAMED} more` : ''
  return fresh.slice(0, NAMED).join(', ') + more
}
