import type { Span } from '../../dub/speech.ts'

/** A long pause of the source: from when to when (s), and the index of the first line after it. */
export type Pause = Span & { readonly before: number }

/** Lines between two pauses, from index `first` up to `end`, when they may be played (s), and the pauses beside them. */
export type Block = {
  readonly first: number
  readonly end: number
  readonly startFrom: number
  readonly endBy: number
  readonly beside: readonly Pause[]
}

/** A pause longer than this (s), and than the gap and both edges, holds music or silence and is not talked into. */
const LONG = 3

/** How far (s) speech may reach into a long pause: nobody calls that talking into it. */
const EDGE = 0.5

/** Finds the source's long pauses, before the first line and behind the last as well. Seconds. */
export function longPauses(lines: readonly Span[], duration: number, gap: number): Pause[] {
  const pauses: Pause[] = []
  let spokenUntil = 0
  for (let index = 0; index <= lines.length; index += 1) {
    const next = Math.min(duration, lines[index]?.start ?? duration)
    const isLong = next - spokenUntil > Math.max(LONG, gap + 2 * EDGE)
    if (isLong) pauses.push({ before: index, start: spokenUntil, end: next })
    spokenUntil = Math.max(spokenUntil, Math.min(duration, lines[index]?.end ?? 0))
  }
  return pauses
}

/** The blocks of lines that these pauses make of so many lines, each within its own time. */
export function blocksOf(pauses: readonly Pause[], count: number, duration: number): Block[] {
  const blocks: Block[] = []
  const bounds = [undefined, ...pauses, undefined]
  for (const [index, head] of bounds.slice(0, -1).entries()) {
    const tail = bounds[index + 1]
    const [first, end] = [head?.before ?? 0, tail?.before ?? count]
    if (first === end) continue
    const startFrom = head === undefined ? 0 : Math.max(0, head.end - EDGE)
    const endBy = tail === undefined ? duration : Math.min(duration, tail.start + EDGE)
    blocks.push({ first, end, startFrom, endBy, beside: [head, tail].filter((pause) => pause !== undefined) })
  }
  return blocks
}
