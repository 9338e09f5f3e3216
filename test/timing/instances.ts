import fc from 'fast-check'
import type { Span } from '../../src/dub/speech.ts'

/** A line to be fitted, and who says it. */
export type SpokenLine = Span & { readonly speaker: number }

export type Instance = {
  readonly lines: readonly SpokenLine[]
  readonly clips: readonly { readonly seconds: number }[]
  readonly duration: number
  readonly maxRate: number
  readonly gap: number
}

/** Every property runs this often, from the same seed: a failure found once is found again. */
export const RUNS = { numRuns: 3000, seed: 20_260_401 } as const

/** What floating-point arithmetic may be off by, in seconds. */
export const EXACT = 1e-9

/** Numbers that are spread evenly; fast-check's own are nearly all close to 0. */
const uniform = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1e6 }).map((part) => min + ((max - min) * part) / 1e6)

/** Seconds, with the round and the empty ones that people and transcribers like to write. */
const seconds = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: uniform(0, max) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: max * 10 }).map((tenths) => tenths / 10) },
    { weight: 1, arbitrary: fc.constant(0) },
  )

const line = fc.record({
  pause: fc.oneof(seconds(1), seconds(8), uniform(-2, 0)),
  slot: seconds(6),
  stretch: uniform(0, 2.2),
  isEmpty: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
  speaker: fc.integer({ min: 0, max: 2 }),
})

/** Lines in order of start, some of them overlapping, and clips from far too short to far too long. */
export const instances: fc.Arbitrary<Instance> = fc
  .record({
    drafts: fc.array(line, { maxLength: 30, size: 'max' }),
    after: uniform(-4, 6),
    maxRate: fc.constantFrom(1, 1.02, 1.1, 1.25, 1.3, 2),
    gap: fc.constantFrom(0, 0.04, 0.12, 0.5),
    slack: fc.constantFrom(undefined, undefined, undefined, 0.7, 1, 1.0001, 1.1),
    // Dense talk and long pauses, short wordings and long ones.
    calm: fc.constantFrom(0, 0.1, 1, 1, 2),
    wordy: fc.constantFrom(0.5, 1, 1, 1.4),
  })
  .map(({ drafts, after, maxRate, gap, slack, calm, wordy }) => {
    let at = 0
    let latest = 0
    const lines = drafts.map(({ pause, slot, speaker }) => {
      const start = Math.max(latest, at + (pause > 0 ? pause * calm : pause))
      latest = start
      at = start + slot
      return { start, end: at, speaker }
    })
    const clips = drafts.map(({ slot, stretch, isEmpty }) => ({ seconds: isEmpty ? 0 : slot * stretch * wordy }))
    // Now and then the duration is exactly, or nearly, what the clips need.
    const needed = clips.reduce((sum, clip) => sum + clip.seconds / maxRate + gap, -gap)
    const duration = slack !== undefined && needed > 0.1 ? needed * slack : Math.max(0.1, at + after)
    return { lines, clips, duration, maxRate, gap }
  })

/** A talk: lines one after another, and clips `mean` times as long as their slots, give or take `spread`. */
export function talk(count: number, mean: number, spread: number, seed = 1): Instance {
  const random = mulberry32(seed)
  const lines: SpokenLine[] = []
  const clips: { seconds: number }[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    const slot = 1.5 + 4 * random()
    const bell = random() + random() + random() + random() - 2
    lines.push({ start: at, end: at + slot * 0.95, speaker: 0 })
    clips.push({ seconds: Math.max(0.2, slot * (mean + spread * bell * Math.sqrt(3))) })
    at += slot
  }
  return { lines, clips, duration: at, maxRate: 1.25, gap: 0.04 }
}

/** The usual small generator of numbers in 0 … 1, the same for the same seed everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
