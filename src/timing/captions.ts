import type { Caption } from '../dub/captions.ts'
import type { Span } from '../dub/speech.ts'
import { breakText } from './break-text.ts'
import { type Block, layOut } from './lay-out.ts'
import { type Reading, readingOf } from './reading.ts'
import { spaceBetween } from './spacing.ts'
import { type Draft, GAP, LONGEST, needed, SHORTEST, timeCaptions } from './time-captions.ts'

/** A line as it is spoken; where the speaker is not told, it is one and the same. */
type Spoken = Span & { readonly text: string; readonly speaker?: number }

/** A caption as it is spoken, and by whom. */
type Said = Draft & { readonly speaker: number | undefined }

/** What stands before each row where two speak at once. */
const DASH = '- '

/** How long (s) speech of no length is thought to take. */
const INSTANT = 0.04

/**
 * Captions for what is spoken, timed to it (s): one or two rows each, sorted, two frames apart, every word shown;
 * `language` is BCP-47. A caption begins with its speech and stays into the pause after it as long as reading takes,
 * but not beyond `until` (s), where the recording ends; several captions of one text share its time by their graphemes.
 *
 * A line that the same speaker follows up before it could be shown is shown with the next. Two speakers at once share a
 * caption, a row each, where both are short; otherwise theirs take turns. Where the rules cannot all hold, reading speed
 * gives way first, then a caption comes later than its speech.
 */
export function captions(spoken: readonly Spoken[], language: string, until = Infinity): Caption[] {
  const reading = readingOf(language)
  const said = spoken.filter(({ text }) => /[^\s\p{Cc}\p{Cf}]/u.test(text)).toSorted((a, b) => a.start - b.start)
  const lines = joinHasty(said)
  const drafts = lines.flatMap((line, index) =>
    draftsOf(line, Math.min((lines[index + 1]?.start ?? Infinity) - GAP, until), reading),
  )
  return timeCaptions(pairUp(inTurn(drafts), reading), until, reading.speed)
}

/** Joins a line to the same speaker's next where that begins before it could be shown long enough. */
function joinHasty(said: readonly Spoken[]): Spoken[] {
  const joined: Spoken[] = []
  for (const line of said) {
    const before = joined.at(-1)
    if (before === undefined || before.speaker !== line.speaker || line.start - before.start >= SHORTEST + GAP) {
      joined.push(line)
      continue
    }
    const text = before.text.trim() + spaceBetween(before.text.trim(), line.text.trim()) + line.text.trim()
    joined[joined.length - 1] = { ...before, end: Math.max(before.end, line.end), text }
  }
  return joined
}

/** The captions of one line, which may stay up to `limit` (s), or until it has been said. */
function draftsOf({ start, end, text, speaker }: Spoken, limit: number, reading: Reading): Said[] {
  const units = breakText(text, reading)
  const size = sum(units.map((unit) => unit.size + (unit.space ? 1 : 0)))
  const room = Math.max(limit, end) - start
  const pace = Math.max(0, Math.min(Math.max(end - start, size / reading.speed), room)) / size
  const blocks = layOut(units, { width: reading.width, pace, shortest: SHORTEST, longest: LONGEST })
  let from = start
  return timesOf(blocks, end - start, room, reading.speed).map((seconds, index) => {
    const draft = { start: from, end: from + Math.min(seconds, LONGEST), ...blocks[index]!, speaker }
    from += seconds + GAP
    return draft
  })
}

/** How long (s) each block is up: as long as the speech, longer if reading takes longer, but within the room. */
function timesOf(blocks: readonly Block[], speech: number, room: number, speed: number): number[] {
  const gaps = (blocks.length - 1) * GAP
  const wanted = sum(blocks.map((block) => needed(block, speed)))
  const time = Math.max(Math.min(Math.max(speech - gaps, wanted), room - gaps), blocks.length * INSTANT)
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

/** Orders drafts by their middle, so that a word thrown in stands where it was said; nobody's words change places. */
function inTurn(drafts: readonly Said[]): Said[] {
  const reached = new Map<number | undefined, number>()
  const timed = drafts.map((draft) => {
    const middle = Math.max((draft.start + draft.end) / 2, reached.get(draft.speaker) ?? 0)
    reached.set(draft.speaker, middle)
    return { draft, middle }
  })
  return timed.toSorted((a, b) => a.middle - b.middle).map(({ draft }) => draft)
}

/**
 * Puts what two speakers say at once, or in quick succession, into one caption where each has a row of it, as Netflix'
 * timed text style guides have it ("Dual speakers").
 */
function pairUp(drafts: readonly Said[], { width, speed }: Reading): Draft[] {
  const paired: Draft[] = []
  let before: Said | undefined
  for (const draft of drafts) {
    if (before !== undefined && areOneCaption(before, draft, speed) && [before, draft].every(fitsRow)) {
      const both = [before, draft].toSorted((a, b) => a.start - b.start)
      const rows = both.map((each) => DASH + each.rows[0]!)
      const size = before.size + draft.size + 2 * DASH.length
      paired[paired.length - 1] = { start: both[0]!.start, end: Math.max(before.end, draft.end), rows, size }
      before = undefined
    } else {
      paired.push(draft)
      before = draft
    }
  }
  return paired

  function fitsRow({ rows, size }: Draft): boolean {
    return rows.length === 1 && size <= width - DASH.length
  }
}

function areOneCaption(before: Said, draft: Said, speed: number): boolean {
  if (before.speaker === draft.speaker || Math.max(before.end, draft.end) - before.start > LONGEST) return false
  const alone = draft.start - GAP - before.start
  return alone < SHORTEST || (draft.start < before.end && alone < needed(before, speed))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
