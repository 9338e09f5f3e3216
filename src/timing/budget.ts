import type { Line } from '../dub/speech.ts'

/** The silence that is left before the next line (s): what `fit` keeps between clips. */
const GAP = 0.04

/** Of a pause at most this share is spoken into, and at most so many seconds: pauses are part of how somebody talks. */
const SHARE = 0.5
const MOST = 0.5

/** Nothing is said in less (s). */
const LEAST = 0.3

/**
 * The seconds that each line has for its translation: its own length and what of the pause behind it may be used, up to the
 * next start of anybody. Where the next line begins before this one ends, people talk over each other and only its own
 * length counts, for a shorter text would not be what was said. Lines come in order of start; `duration` is the source's.
 */
export function budgets(lines: readonly Line[], duration: number): readonly number[] {
  return lines.map(({ start, end }, index) => {
    const next = lines[index + 1]?.start ?? duration + GAP
    const pause = Math.max(0, next - GAP - end)
    return Math.max(LEAST, end - start + Math.min(MOST, pause * SHARE))
  })
}
