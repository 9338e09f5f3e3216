import type { Placement, Schedule, Span } from '../dub/speech.ts'

/** The source's length (s), the fastest rate that still sounds unhurried, and the least silence between clips (s). */
export type FitBounds = { readonly duration: number; readonly maxRate?: number; readonly gap?: number }

/** What the placing of one line needs to know: all in seconds, but for the rate. */
type Clips = readonly { readonly seconds: number }[]
type Limits = Required<FitBounds>

/** A rate up to here cannot be heard: the clip is left as it is, which also spares the stretching. */
const UNHEARD = 1.03

/** What adding up ten thousand lengths may be off by, as a share of the sum. */
const ROUNDING = 1e-12

/**
 * Places each clip at its line's start, or behind the clip before it, faster only as far as the next start demands.
 *
 * Lines come in order of start; speakers who overlapped are placed one after another. With dᵢ a clip's length and r the
 * highest rate, the latest start of line i is Lᵢ = Lᵢ₊₁ − gap − dᵢ/r, and Lₙ₋₁ = duration − dₙ₋₁/r. A clip never starts
 * after Lᵢ, so all clips after it still fit; this is the only reason to start before the source does. To 1e-9 s:
 * clips keep the gap and their whole length, start at 0 or later, end by the duration, and rates lie in 1 … maxRate.
 *
 * Where Σd/r and the gaps exceed the duration, the gaps shrink alike, down to 0. Where Σd/r alone exceeds it, all clips
 * play at Σd/duration, and `overBound` names each that is not empty. O(n).
 */
export function fit(lines: readonly Span[], clips: Clips, bounds: FitBounds): Schedule {
  const limits = { duration: bounds.duration, maxRate: Math.max(1, bounds.maxRate ?? 1.25), gap: bounds.gap ?? 0.04 }
  if (lines.length !== clips.length) throw new RangeError(`${clips.length} clips for ${lines.length} lines`)
  if (lines.length === 0) return { placements: [], overBound: [] }
  if (!(limits.duration > 0)) throw new RangeError(`No clip fits into ${limits.duration} s`)
  const latest = latestStarts(clips, limits)
  if (latest[0]! < 0) return squeeze(clips, limits)
  return { placements: placeInTurn(lines, clips, latest, limits), overBound: [] }
}

function latestStarts(clips: Clips, { duration, maxRate, gap }: Limits): number[] {
  const latest = clips.map(() => 0)
  let end = duration
  for (let index = clips.length - 1; index >= 0; index -= 1) {
    latest[index] = end - clips[index]!.seconds / maxRate
    end = latest[index]! - gap
  }
  return latest
}

function placeInTurn(lines: readonly Span[], clips: Clips, latest: readonly number[], limits: Limits): Placement[] {
  let free = 0
  return clips.map((clip, index) => {
    // The latest start has the last word: rounding then stays with one line and never adds up along the track.
    const start = Math.min(latest[index]!, Math.max(free, lines[index]!.start))
    const mustEnd = index + 1 < clips.length ? latest[index + 1]! - limits.gap : limits.duration
    const shouldEnd = Math.min(mustEnd, (lines[index + 1]?.start ?? Infinity) - limits.gap)
    const rate = rateFor(clip.seconds, shouldEnd - start, mustEnd - start, limits.maxRate)
    const seconds = clip.seconds / rate
    free = start + seconds + limits.gap
    return { start, rate, seconds }
  })
}

/** The slowest rate that keeps to `wanted` seconds, or the highest one; 1 where the ear would not tell. */
function rateFor(seconds: number, wanted: number, allowed: number, maxRate: number): number {
  if (seconds <= wanted || seconds === 0) return 1
  const rate = wanted > 0 ? Math.min(seconds / wanted, maxRate) : maxRate
  return rate <= UNHEARD && seconds <= allowed ? 1 : rate
}

/** One clip after the other over the whole duration: there is no other way. */
function squeeze(clips: Clips, { duration, maxRate }: Limits): Schedule {
  const total = clips.reduce((sum, clip) => sum + clip.seconds, 0)
  const isOver = total / duration > maxRate * (1 + ROUNDING)
  const rate = isOver ? total / duration : maxRate
  const gap = Math.max(0, duration - total / rate) / Math.max(1, clips.length - 1)
  const starts: number[] = []
  let end = -gap
  for (const { seconds } of clips) {
    starts.push(end + gap)
    end += gap + seconds / rate
  }
  // Spreads what rounding has added up to over all lines, so that the last one still ends by the duration.
  const scale = end > 0 ? duration / end : 1
  const placements = clips.map((clip, index) => {
    const own = clip.seconds > 0 ? rate : 1
    return { start: starts[index]! * scale, rate: own, seconds: clip.seconds / own }
  })
  return { placements, overBound: isOver ? clips.flatMap((clip, index) => (clip.seconds > 0 ? [index] : [])) : [] }
}
