import type { Caption } from '../dub/captions.ts'
import type { Span } from '../dub/speech.ts'
import type { Block } from './lay-out.ts'

/** A caption whose time is not settled yet: the span that it is spoken in. */
export type Draft = Span & Block

/**
 * Two frames (s) between captions, without which the eye does not notice the change, the shortest time that one is
 * shown, 20 frames, and the longest, 7 s: each at 24000/1001 frames a second, and far enough inside for whole
 * milliseconds (Netflix, Timed Text Style Guide: General Requirements).
 */
export const GAP = 0.085
export const SHORTEST = 0.835
export const LONGEST = 6.99

/** Pauses (s) in which the screen is not worth clearing: they are closed to two frames (same source, "Frame Gap"). */
const BLINK = 0.5

/** One frame (s): what a caption is given where there is no time at all. */
const FLASH = 0.04

/** How long (s) a caption has to be shown to be read at `speed` (graphemes a second), in whole milliseconds. */
export function needed({ size }: Block, speed: number): number {
  return Math.max(SHORTEST, size / speed + 0.002)
}

/**
 * Settles when drafts (in order) are shown (s): from when they are spoken, each at least the shortest time, and as long
 * as reading takes where the next and `until`, the recording's end, leave it. What is spoken at once is shared between
 * its drafts. One that has no time comes later; one that the recording's end would cut short comes earlier.
 */
export function timeCaptions(drafts: readonly Draft[], until: number, speed: number): Caption[] {
  const starts = startsOf(drafts, until, speed)
  return drafts.map((draft, index) => {
    const start = starts[index]!
    const limit = (starts[index + 1] ?? Infinity) - GAP
    const wanted = Math.max(draft.end, start + needed(draft, speed))
    const end = Math.min(limit - wanted < BLINK ? limit : wanted, start + LONGEST, until)
    return { start, end: Math.max(end, start + FLASH), rows: draft.rows }
  })
}

function startsOf(drafts: readonly Draft[], until: number, speed: number): number[] {
  const starts: number[] = []
  let free = 0
  for (const [index] of drafts.entries()) {
    const left = drafts.length - index
    const latest = until + GAP - left * (SHORTEST + GAP)
    const start = Math.max(free, Math.min(dueOf(drafts, index, starts[index - 1] ?? 0), latest))
    const fair = (until + GAP - start) / left - GAP
    starts.push(start)
    free = start + Math.max(FLASH, Math.min(SHORTEST, fair)) + GAP
  }

  return starts

  /** When a draft is due: when it is spoken, or, beside another voice, when its share of their time begins. */
  function dueOf(all: readonly Draft[], index: number, from: number): number {
    const draft = all[index]!
    const before = all[index - 1]
    if (before === undefined || before.end <= draft.start) return draft.start
    const next = all[index + 1]?.start ?? Infinity
    const to = next > draft.start && next < Infinity ? next : Math.max(draft.end, before.end)
    const need = needed(before, speed)
    const due = from + ((to - from) * need) / (need + needed(draft, speed))
    return Math.max(draft.start, Math.min(due, before.end + GAP))
  }
}
