import type { Caption } from '../dub/captions.ts'
import type { Span } from '../dub/speech.ts'
import { breakText } from './break-text.ts'
import { type Block, layOut } from './lay-out.ts'
import { type Reading, readingOf } from './reading.ts'

type Spoken = Span & { readonly text: string }

/** The shortest (s) and longest (s) that a caption is shown: 20 frames at 24 a second, and the usual 7 s. */
const SHORTEST = 0.83
const LONGEST = 7

/** Two frames (s) between captions: without them the eye does not notice the change. */
const GAP = 0.083

/** One frame (s): what a caption is given where there is no time at all. */
const FLASH = 0.04

/**
 * Captions for what is spoken, timed to it (s): one or two rows each, sorted, at least 83 ms apart, every word shown;
 * `language` is BCP-47. A caption begins with its speech and stays into the pause after it as long as reading takes,
 * never nearer than 83 ms to the next speech, nor beyond `until` (s), where the recording ends; several captions of one text share its time by their graphemes.
 *
 * Where the rules cannot all hold, reading speed gives way first, then the shortest time. Where not even a frame is
 * left before the next speech, that one's captions come later.
 */
export function captions(spoken: readonly Spoken[], language: string, until = Infinity): Caption[] {
  const reading = readingOf(language)
  const said = spoken.filter(({ text }) => /[^\s\p{Cc}\p{Cf}]/u.test(text)).toSorted((a, b) => a.start - b.start)
  const shown: Caption[] = []
  for (const [index, each] of said.entries()) {
    const start = Math.max(each.start, (shown.at(-1)?.end ?? -Infinity) + GAP)
    const next = (said[index + 1]?.start ?? Infinity) - GAP
    const room = Math.min(next, until) - start
    shown.push(...captionsOf({ ...each, start }, room, reading))
  }
  return shown
}

/** The captions of one text: `room` is how long (s) they may be shown together. */
function captionsOf({ start, end, text }: Spoken, room: number, reading: Reading): Caption[] {
  const units = breakText(text, reading)
  const size = units.reduce((sum, unit) => sum + unit.size + (unit.space ? 1 : 0), 0)
  const pace = Math.max(0, Math.min(Math.max(end - start, size / reading.speed), room)) / size
  const blocks = layOut(units, { width: reading.width, pace, shortest: SHORTEST, longest: LONGEST })
  let from = start
  return timesOf(blocks, end - start, room, reading.speed).map((seconds, index) => {
    const caption = { start: from, end: from + Math.min(seconds, LONGEST), rows: blocks[index]!.rows }
    from += seconds + GAP
    return caption
  })
}

/** How long (s) each block is up: as long as the speech, longer if reading takes longer, but within the room. */
function timesOf(blocks: readonly Block[], speech: number, room: number, speed: number): number[] {
  const gaps = (blocks.length - 1) * GAP
  const needed = sum(blocks.map(({ size }) => Math.max(SHORTEST, size / speed)))
  const time = Math.max(Math.min(Math.max(speech - gaps, needed), room - gaps), blocks.length * FLASH)
  return share(time, blocks, Math.min(SHORTEST, time / blocks.length))
}

/** Shares time (s) in proportion to graphemes, but gives none less than `least`: what is readable together stays so. */
function share(time: number, blocks: readonly Block[], least: number): number[] {
  const isLow = blocks.map(() => false)
  for (;;) {
    const rest = time - least * isLow.filter(Boolean).length
    const each = rest / sum(blocks.map(({ size }, index) => (isLow[index] ? 0 : size)))
    const low = blocks.findIndex(({ size }, index) => !isLow[index] && each * size < least)
    if (low < 0) return blocks.map(({ size }, index) => (isLow[index] ? least : each * size))
    isLow[low] = true
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
