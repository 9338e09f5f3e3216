import type { Cue, Span } from '../dub/speech.ts'
import { joinRows } from './join-rows.ts'

/** For each line what its cues say, undefined where it has none; and the cues, by index, that stand at no line. */
export type Matched = { readonly texts: readonly (string | undefined)[]; readonly strays: readonly number[] }

/**
 * Gives each cue to the line with which it shares the most of its time, so that lines may come in several cues. Both are
 * sorted by start.
 */
export function matchCues(lines: readonly Span[], cues: readonly Cue[]): Matched {
  const texts: (string | undefined)[] = lines.map(() => undefined)
  const strays: number[] = []
  let first = 0
  for (const [index, cue] of cues.entries()) {
    // Lines that have ended before this cue have ended before all later ones as well.
    while (first < lines.length && lines[first]!.end <= cue.start) first++
    const line = likest(cue, lines, first)
    if (line === undefined) strays.push(index)
    else texts[line] = joinRows([texts[line] ?? '', cue.text])
  }
  return { texts, strays }
}

function likest(cue: Span, lines: readonly Span[], from: number): number | undefined {
  let best: number | undefined
  let most = 0
  for (let index = from; index < lines.length && lines[index]!.start < cue.end; index++) {
    const share = sharedTime(cue, lines[index]!)
    if (share > most) [best, most] = [index, share]
  }
  return best
}

/** The time that both have, as a part of the time that either has: a short line inside a long one is told from it. */
function sharedTime(one: Span, other: Span): number {
  const both = Math.min(one.end, other.end) - Math.max(one.start, other.start)
  const either = Math.max(one.end, other.end) - Math.min(one.start, other.start)
  return both <= 0 ? 0 : both / either
}
