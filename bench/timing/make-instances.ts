import type { Instance, SpokenLine } from './instance.ts'
import { type Random, randomFrom } from './random.ts'
import talks from './talks.json' with { type: 'json' }

/** How a source is made, a line at a time: its length (s), the pause after it (s), its clip over its length. */
type Recipe = {
  readonly seed: number
  readonly count: number
  readonly length: (random: Random) => number
  readonly pause: (random: Random) => number
  readonly ratio: (random: Random) => number
  readonly speaker?: (random: Random, before: number) => number
  /** Silence after the last line (s). */
  readonly rest?: number
}

/** A clip lasts at least this long (s): a short sound. */
const SHORTEST = 0.12

/** All instances of the benchmark, the same in every run. */
export function makeInstances(): Instance[] {
  return [
    instance('contiguous cues', true, {
      seed: 11,
      count: 300,
      length: ({ between }) => between(1.2, 5.5),
      pause: () => 0,
      ratio: ({ bell }) => within(0.4, bell(1.04, 0.18), 1.8),
    }),
    denseMonologue('dense monologue', 1000, 1.12, true),
    denseMonologue('denser monologue', 1000, 1.25, true),
    instance('long gaps', true, {
      seed: 14,
      count: 150,
      length: ({ between }) => between(1, 6),
      pause: ({ between, chance }) => (chance(0.3) ? between(4, 25) : between(0, 0.8)),
      ratio: ({ bell }) => within(0.4, bell(1, 0.2), 1.2),
      rest: 12,
    }),
    instance('two speakers who overlap', true, {
      seed: 15,
      count: 300,
      length: ({ between }) => between(1.2, 5),
      pause: ({ between, chance }) => (chance(0.3) ? -between(0.1, 0.6) : between(0.05, 1)),
      ratio: ({ bell }) => within(0.4, bell(1.02, 0.2), 1.6),
      // Who speaks over somebody is somebody else.
      speaker: ({ chance }, before) => (chance(0.7) ? 1 - before : before),
    }),
    instance('last line ends at the end', true, {
      seed: 16,
      count: 40,
      length: ({ between }) => between(1.5, 5),
      pause: ({ between }) => between(0, 0.5),
      ratio: ({ bell }) => within(0.6, bell(1.12, 0.2), 1.6),
    }),
    instance('cues under 0.3 s', true, {
      seed: 17,
      count: 200,
      length: ({ between }) => between(0.12, 0.3),
      pause: ({ between }) => between(0.05, 0.6),
      ratio: ({ bell }) => within(0.6, bell(1.15, 0.25), 2),
    }),
    ...talks,
    denseMonologue('too much to say', 1000, 1.6, false),
  ]
}

/** A talk without rest, a minute for each 17 lines: clips `mean` times as long as their lines, give or take 0.28. */
export function denseMonologue(name: string, count: number, mean: number, feasible: boolean): Instance {
  return instance(name, feasible, {
    seed: 12,
    count,
    length: ({ between }) => between(1.2, 5),
    pause: ({ between, chance }) => (chance(0.35) ? 0 : between(0.05, 1.4)),
    ratio: ({ bell }) => Math.max(0.3, bell(mean, 0.28)),
    rest: 3,
  })
}

function instance(name: string, feasible: boolean, recipe: Recipe): Instance {
  const random = randomFrom(recipe.seed)
  const lines: SpokenLine[] = []
  let at = 0
  let speaker = 0
  let end = 0
  for (let index = 0; index < recipe.count; index += 1) {
    const length = recipe.length(random)
    const natural = Math.max(SHORTEST, length * recipe.ratio(random))
    lines.push({
      start: toMilliseconds(at),
      end: toMilliseconds(at + length),
      speaker,
      natural: toMilliseconds(natural),
    })
    end = Math.max(end, at + length)
    const pause = recipe.pause(random)
    // Nobody starts before the line before does, and only somebody else starts before it ends.
    const following = recipe.speaker?.(random, speaker) ?? speaker
    speaker = pause < 0 ? 1 - speaker : following
    at += length + Math.max(pause, 0.2 - length)
  }
  return { name, duration: toMilliseconds(end + (recipe.rest ?? 0)), lines, feasible }
}

function within(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** Transcribers give times in milliseconds. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
