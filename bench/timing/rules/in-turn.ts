import type { Placement } from '../../../src/dub/speech.ts'
import { cuesOf, type Instance, type Plan, type Rule } from '../instance.ts'

/** The strongest simple rule: never before the line before has ended, and as fast as the next start demands, capped. */
export function greedy(maxRate: number): Rule {
  return (instance: Instance): Plan => {
    let cursor = 0
    const placements = cuesOf(instance).map(({ start, next, natural }): Placement => {
      const at = Math.max(cursor, start)
      const needed = next > at ? natural / (next - at) : maxRate
      const rate = Math.min(maxRate, Math.max(1, needed))
      cursor = at + natural / rate
      return { start: at, rate, seconds: natural / rate }
    })
    return { placements }
  }
}

/** pyvideotrans without speeding up: one after the other at their natural rate; being late adds up. */
export function push(instance: Instance): Plan {
  let cursor = 0
  const placements = instance.lines.map(({ start, natural }): Placement => {
    const at = Math.max(cursor, start)
    cursor = at + natural
    return { start: at, rate: 1, seconds: natural }
  })
  return { placements }
}

/** pyvideotrans, speeding up: what is longer than the time to the next start is pressed into it, however fast that is. */
export function fill(instance: Instance): Plan {
  const cues = cuesOf(instance)
  let cursor = cues[0]?.start ?? 0
  const placements = cues.map(({ start, next, natural }): Placement => {
    const slot = Math.max(0.01, next - start)
    const at = cursor
    const seconds = Math.min(natural, slot)
    cursor += Math.max(seconds, slot)
    return { start: at, rate: natural > 0 ? natural / seconds : 1, seconds }
  })
  return { placements }
}

/** The most that video-translator lets everything slip (s). */
const MOST_DELAY = 1.5

/** video-translator: what is late makes all that follows late, by up to 1.5 s; beyond that it overlaps. */
export function delay(instance: Instance): Plan {
  let late = 0
  let end = 0
  const placements = cuesOf(instance).map(({ start, next, natural }): Placement => {
    const shortfall = end - (start + late)
    if (shortfall > 0) late = Math.min(late + shortfall, MOST_DELAY)
    const at = start + late
    const needed = natural / Math.max(0.5, next + late - at)
    const rate = needed < 0.9 || needed > 1.1 ? Math.min(1.35, Math.max(0.8, needed)) : 1
    end = at + natural / rate
    return { start: at, rate, seconds: natural / rate }
  })
  return { placements }
}
