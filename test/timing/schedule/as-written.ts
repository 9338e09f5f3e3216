import { weightsFor } from '../../../src/timing/schedule/weights.ts'
import type { Instance, SpokenLine } from '../instances.ts'
import type { Bound, Square } from './least-cost.ts'

/** The problem as it is written down, apart from the code, over all starts and then all played lengths (s). */
export function asWritten(instance: Instance, minRate: number): { squares: Square[]; bounds: Bound[] } {
  return { squares: squaresOf(instance), bounds: boundsOf(instance, minRate) }
}

function squaresOf({ lines, clips }: Instance): Square[] {
  const count = lines.length
  const { start, end, rate, jump } = weightsFor('natural')
  const last = new Map<number, number>()
  return lines.flatMap((line, index) => {
    const natural = clips[index]!.seconds
    const own = count + index
    const late: Square = { terms: [[index, 1]], constant: -line.start, weight: 1 }
    // An empty clip has no end and no rate; this only says that its length is 0.
    if (natural === 0) return [late, { terms: [[own, 1]], constant: 0, weight: 1 }]
    const before = last.get(line.speaker)
    last.set(line.speaker, index)
    const change: Square[] =
      before === undefined
        ? []
        : [
            {
              terms: [
                [own, 1 / natural],
                [count + before, -1 / clips[before]!.seconds],
              ],
              constant: 0,
              weight: (start / jump) ** 2,
            },
          ]
    return [
      late,
      {
        terms: [
          [index, 1],
          [own, 1],
        ],
        constant: -line.end,
        weight: (start / end) ** 2,
      },
      { terms: [[own, 1 / natural]], constant: -1, weight: (start / rate) ** 2 },
      ...change,
    ]
  })
}

/** Order, gaps, overlaps, rates and the duration, for every pair of lines. Long pauses are left to whoever asks. */
function boundsOf({ lines, clips, duration, maxRate, gap }: Instance, minRate: number): Bound[] {
  const count = lines.length
  return lines.flatMap((line, one) => {
    const natural = clips[one]!.seconds
    const bounds: Bound[] = [
      { terms: [[one, 1]], least: 0 },
      {
        terms: [
          [one, -1],
          [count + one, -1],
        ],
        least: -duration,
      },
      { terms: [[count + one, 1]], least: natural / maxRate },
      { terms: [[count + one, -1]], least: -natural / minRate },
    ]
    let hasWaited = false
    for (let other = one + 1; other < count; other += 1) {
      bounds.push({
        terms: [
          [other, 1],
          [one, -1],
        ],
        least: 0,
      })
      const overlap = overlapOf(line, lines[other]!)
      // Whoever comes after the next line is as far away as that one makes it.
      const silence = hasWaited ? 0 : Math.min(gap, silenceOf(line, lines[other]!))
      const least = overlap > 0.04 ? -overlap : silence
      if (overlap <= 0.04) hasWaited = true
      const isInside = lines[other]!.end <= line.end
      if (least < 0 && clips[other]!.seconds <= overlap * (isInside ? maxRate : 1)) {
        bounds.push({ terms: [[count + other, -1]], least })
      } else
        bounds.push({
          terms: [
            [other, 1],
            [one, -1],
            [count + one, -1],
          ],
          least,
        })
    }
    return bounds
  })
}

function overlapOf(one: SpokenLine, other: SpokenLine): number {
  if (one.speaker === other.speaker) return 0
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
}

/** Beside a line under 0.3 s the source's own silence is enough. */
export function silenceOf(one: SpokenLine, other: SpokenLine): number {
  const isShort = one.end - one.start < 0.3 || other.end - other.start < 0.3
  return isShort ? Math.max(0, other.start - one.end) : Infinity
}
