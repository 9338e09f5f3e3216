/** Frames over which the gain takes what is coming into account, and how fast it recovers. */
export type EnvelopeOptions = {
  /** Frames of look-ahead: the gain comes down over so many, along an S. */
  readonly attack: number
  /** Frames in which the gain recovers all but 1/e of what it gave up. */
  readonly release: number
  /** Frames before each allowance, itself included, for which it holds as well. */
  readonly hold: number
}

export type GainEnvelope = {
  /** Frames by which a gain comes later than the allowance that it belongs to. */
  readonly delay: number
  /** Whether the gain is 1 and stays so for as long as all allowances are. */
  resting(): boolean
  /** Overwrites allowances (at most 1), one each frame, by the gains of the frames `delay` earlier. */
  ride(gains: Float64Array): void
}

/** So close to 1 it is 1: 0.0001 dB, which nobody hears, and the fast path opens again. */
const RECOVERED = 1 - 1e-5

/**
 * Turns what is allowed at each frame into a gain that is never above any allowance and never jumps: the least allowance of
 * all frames ahead, let go exponentially, then averaged twice over half the look-ahead each. The window of the least is
 * longer than that of the averages by `hold`, so that wherever an allowance holds, every value averaged keeps to it.
 *
 * Sliding minimum: D. Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element", 2006.
 */
export function gainEnvelope({ attack, release, hold }: EnvelopeOptions): GainEnvelope {
  const first = movingMean(Math.ceil(attack / 2))
  const second = movingMean(Math.floor(attack / 2) + 1)
  const reach = first.length + second.length - 1
  const delay = reach + hold - 2
  const least = slidingLeast(delay + 1)
  const recovery = recovering(release)
  let still = Infinity
  return {
    delay,
    resting: () => still > delay + reach,
    ride(gains) {
      least(gains)
      still = recovery(gains) ? 0 : still + gains.length
      first.smooth(gains)
      second.smooth(gains)
    },
  }
}

/** One pass over a block of gains, in place; what it remembers from block to block lies in arrays, its work in locals. */
type Pass = (gains: Float64Array) => void

/** Comes down at once and back exponentially; says whether any of the gains is below 1. */
function recovering(release: number): (gains: Float64Array) => boolean {
  const share = 1 - Math.exp(-1 / release)
  const memory = new Float64Array([1])
  return (gains) => {
    let level = memory[0]!
    let lowest = 1
    for (let frame = 0; frame < gains.length; frame++) {
      level += (1 - level) * share
      if (level > RECOVERED) level = 1
      if (level > gains[frame]!) level = gains[frame]!
      if (level < lowest) lowest = level
      gains[frame] = level
    }
    memory[0] = level
    return lowest < 1
  }
}

/** The mean of the last `length` values, all 1 to begin with. */
function movingMean(length: number): { readonly length: number; readonly smooth: Pass } {
  const values = new Float64Array(length).fill(1)
  let next = 0
  return {
    length,
    smooth(gains) {
      // Summed anew for each block, so that rounding never adds up.
      let sum = values.reduce((total, value) => total + value, 0)
      let at = next
      const share = 1 / length
      for (let frame = 0; frame < gains.length; frame++) {
        const value = gains[frame]!
        sum += value - values[at]!
        values[at] = value
        at = at + 1 === length ? 0 : at + 1
        gains[frame] = sum * share
      }
      next = at
    },
  }
}

/** The least of the last `length` values: a queue of those that may yet be it, rising from the front. */
function slidingLeast(length: number): Pass {
  const values = new Float64Array(length + 1)
  const frames = new Float64Array(length + 1)
  const ends = { front: 0, back: 0 } // `back` is one behind the last; both are equal when the queue is empty.
  let passed = 0
  return (gains) => {
    let { front, back } = ends
    for (let index = 0; index < gains.length; index++) {
      const value = gains[index]!
      const frame = passed + index
      if (front !== back && frames[front]! <= frame - length) front = front === length ? 0 : front + 1
      while (front !== back) {
        const last = back === 0 ? length : back - 1
        if (values[last]! < value) break
        back = last
      }
      values[back] = value
      frames[back] = frame
      back = back === length ? 0 : back + 1
      gains[index] = values[front]!
    }
    ends.front = front
    ends.back = back
    passed += gains.length
  }
}
