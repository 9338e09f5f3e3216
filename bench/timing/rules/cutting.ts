import type { Placement } from '../../../src/dub/speech.ts'
import { type Cue, cuesOf, type Instance, type Plan } from '../instance.ts'

/** VoiceStudio, concise: natural rate; what runs more than a quarter of a second over the line's end is cut. */
export function trim(instance: Instance): Plan {
  return {
    placements: cuesOf(instance).map((cue) =>
      cutAt(cue, cue.start, 1, cue.end + Math.min(Math.max(cue.gap - 0.05, 0), 0.25)),
    ),
  }
}

/** VoiceStudio, smart: fills the time to the next start at 0.85 to 1.8; what is then still over is cut. */
export function smart(instance: Instance): Plan {
  return {
    placements: cuesOf(instance).map((cue) => {
      const limit = Math.max(cue.end, cue.next - 0.05)
      return cutAt(cue, cue.start, smartRate(cue.natural / Math.max(0.01, limit - cue.start)), limit)
    }),
  }
}

function smartRate(need: number): number {
  if (need < 0.95) return Math.max(need, 0.85)
  return need <= 1 ? 1 : Math.min(need, 1.8)
}

/** videopython: as long as the line, at 0.8 to 1.3; what is then still over is cut. */
export function clamp(instance: Instance): Plan {
  return {
    placements: cuesOf(instance).map((cue) => {
      const rate = Math.min(1.3, Math.max(0.8, cue.natural / cue.length))
      return cutAt(cue, cue.start, rate, cue.end)
    }),
  }
}

/** How much earlier a line may begin in all (s), the pause before it, and the pause that is cut free after it. */
const EARLIER = 0.8
const BEFORE = 0.12
const AFTER = 0.03
const PASSES = 5

/** PersoDub: natural rate; lines that run into the next one move to an earlier start, then they are cut. */
export function nudge(instance: Instance): Plan {
  const cues = cuesOf(instance)
  const starts = cues.map(({ start }) => start)
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const [index, cue] of cues.entries()) {
      const over = starts[index]! + cue.natural - ((starts[index + 1] ?? cue.next) - AFTER)
      const busyUntil = index === 0 ? -BEFORE : starts[index - 1]! + cues[index - 1]!.natural
      const room = Math.min(starts[index]! - busyUntil - BEFORE, EARLIER - (cue.start - starts[index]!))
      starts[index] = starts[index]! - Math.max(0, Math.min(over, room))
    }
  }
  return {
    placements: cues.map((cue, index) => cutAt(cue, starts[index]!, 1, (starts[index + 1] ?? cue.next) - AFTER)),
  }
}

function cutAt(cue: Cue, start: number, rate: number, limit: number): Placement {
  return { start, rate, seconds: Math.max(0, Math.min(cue.natural / rate, limit - start)) }
}
