import type { Term } from '../dub/glossary.ts'
import { TERM_MISSING, termsLost } from './check-translation.ts'

type Doubted = {
  readonly line: { readonly id: number; readonly text: string }
  readonly translated: string
  /** The doubt, by its name. */
  readonly what: string
}

/**
 * What a person reads of a line whose translation is doubted. Terms are told by their rows in the glossary: they are said
 * in the recording, and what is said stays out of manifests.
 */
export function tellDoubt(
  { line, translated, what }: Doubted,
  wanted: { readonly to: string; readonly glossary: readonly Term[] },
): string {
  const lost = what === TERM_MISSING ? termsLost(line.text, translated, wanted) : []
  const rows = lost.flatMap(({ row }) => row ?? []).toSorted((a, b) => a - b)
  if (rows.length === 0) return `Line ${line.id}: ${what}.`
  const which = rows.length === 1 ? `row ${rows[0]}` : `rows ${rows.join(', ')}`
  return `Line ${line.id}: it lacks what ${which} of the glossary ask${rows.length === 1 ? 's' : ''} for. Edit the line in script.json where it matters.`
}
