import type { Span } from '../../dub/speech.ts'

/** When a line is said in the source, and by whom. */
export type SpokenSpan = Span & { readonly speaker: number }

/**
 * Which line waits for which. The rules of line i are those from `first[i]` to `first[i + 1]`: line `later` starts no
 * sooner than `i` ends and the gap, or, where that is less, `apart` seconds, which are below 0 where the two may overlap.
 * Starts are in order beside that. `longest` is how long each clip may be played, so as not to overlap longer.
 */
export type Rules = {
  readonly first: Int32Array
  readonly later: Int32Array
  readonly apart: Float64Array
  readonly longest: Float64Array
}

/** Two speakers who overlap by no more than this (s) did not speak at once: transcribers are not that exact. */
const LEAST_OVERLAP = 0.04

/** Beside a line shorter than this (s) a gap is a good part of it: the source's own silence is enough there. */
const SHORT = 0.3

/**
 * Works out which clips may overlap and by how much: those of different speakers, by as much as in the source (s).
 *
 * A clip overlaps no more than it should where it starts late enough, or where it is short enough: a word thrown in,
 * which has its place inside another's sentence, keeps that place and is played within its own length, where `maxRate`
 * allows. Of lines that follow, only those up to the first that did not overlap need a rule: later ones start later
 * still. The same holds of one that may overlap no less than one before it. O(n) and the pairs that overlap.
 */
export function rulesOf(lines: readonly SpokenSpan[], lengths: Float64Array, maxRate: number): Rules {
  const first = new Int32Array(lines.length + 1)
  const longest = new Float64Array(lines.length).fill(Infinity)
  const later: number[] = []
  const apart: number[] = []
  for (let index = 0; index < lines.length; index += 1) {
    let least = Infinity
    for (let next = index + 1; next < lines.length; next += 1) {
      const overlap = overlapOf(lines[index]!, lines[next]!)
      if (overlap <= LEAST_OVERLAP) {
        later.push(next)
        apart.push(silenceOf(lines[index]!, lines[next]!))
        break
      }
      const isInside = lines[next]!.end <= lines[index]!.end
      if (lengths[next]! <= overlap * (isInside ? maxRate : 1)) {
        longest[next] = Math.min(longest[next]!, overlap)
      } else if (overlap < least) {
        least = overlap
        later.push(next)
        apart.push(-overlap)
      }
    }
    first[index + 1] = later.length
  }
  return { first, later: Int32Array.from(later), apart: Float64Array.from(apart), longest }
}

function overlapOf(one: SpokenSpan, other: SpokenSpan): number {
  if (one.speaker === other.speaker) return 0
  return Math.min(one.end, other.end) - Math.max(one.start, other.start)
}

/** The most silence (s) that is asked for between two lines that did not overlap. */
function silenceOf(one: Span, other: Span): number {
  const isShort = Math.min(one.end - one.start, other.end - other.start) < SHORT
  return isShort ? Math.max(0, other.start - one.end) : Infinity
}
