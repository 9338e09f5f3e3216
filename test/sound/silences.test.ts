import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resample } from '../../src/sound/resample.ts'
import { cutPlaces } from '../../src/sound/silences.ts'
import { RUNS } from '../timing/instances.ts'
import { speak } from './programs.ts'
import { joined, noise, pieces, silence } from './signals.ts'

const RATE = 16_000

async function* streamOf(samples: Float32Array, sizes: readonly number[] = [4096]): AsyncGenerator<Float32Array> {
  yield* pieces(samples, sizes)
}

/** Loud noise with pauses, all in seconds. */
function talk(
  seconds: number,
  pauses: readonly { readonly at: number; readonly length: number }[],
  rate = RATE,
): Float32Array {
  const samples = noise(seconds * rate)
  for (const { at, length } of pauses) samples.fill(0, Math.round(at * rate), Math.round((at + length) * rate))
  return samples
}

describe('cutPlaces', () => {
  it('does not cut what is not too long, to the sample', async () => {
    expect(await cutPlaces(streamOf(noise(10 * RATE)), 10)).toEqual([])
    expect(await cutPlaces(streamOf(noise(10 * RATE + 1)), 10)).toHaveLength(1)
    expect(await cutPlaces(streamOf(noise(RATE * 1.007)), 1.007)).toEqual([])
    expect(await cutPlaces(streamOf(noise(RATE)), Infinity)).toEqual([])
    expect(await cutPlaces(streamOf(silence(0)), 10)).toEqual([])
  })

  it('cuts in the middle of a pause', async () => {
    const [cut, ...more] = await cutPlaces(streamOf(talk(100, [{ at: 50, length: 1 }])), 70)
    expect(more).toEqual([])
    expect(cut! / RATE).toBeCloseTo(50.5, 1)
  })

  it('takes the long pause and not the short one', async () => {
    const samples = talk(100, [
      { at: 45, length: 0.4 },
      { at: 55, length: 0.05 },
      { at: 60, length: 0.1 },
    ])
    const [cut] = await cutPlaces(streamOf(samples), 70)
    expect(cut! / RATE).toBeCloseTo(45.2, 1)
  })

  it('looks at the last half minute only, or at the last tenth', async () => {
    const early = talk(100, [
      { at: 20, length: 2 },
      { at: 50, length: 0.3 },
    ])
    expect((await cutPlaces(streamOf(early), 70))[0]! / RATE).toBeCloseTo(50.15, 1)
    // 400 s and 20 samples a window, to be quick.
    const long = talk(
      900,
      [
        { at: 365, length: 2 },
        { at: 340, length: 5 },
      ],
      1000,
    )
    expect((await cutPlaces(streamOf(long), 400, 1000))[0]! / 1000).toBeCloseTo(366, 0)
  })

  it('cuts between the sentences of a real voice', async () => {
    const { samples, sampleRate } = speak('This is one sentence. And here is another one. Then, a third one was said.')
    const speech = resample(samples, sampleRate, RATE)
    const seconds = speech.length / RATE
    const [cut] = await cutPlaces(streamOf(speech), seconds * 0.75)
    const around = speech.subarray(cut! - 800, cut! + 800)
    expect(Math.max(...around.map(Math.abs))).toBeLessThan(0.01)
  })

  it('gives every piece its length, whatever the sizes of the chunks', async () => {
    const scene = fc.record({
      seconds: fc.integer({ min: 0, max: 40 }),
      longest: fc.double({ min: 1, max: 15, noNaN: true }),
      pauses: fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 39 }), length: fc.double({ min: 0.05, max: 3, noNaN: true }) }),
        { maxLength: 8 },
      ),
      sizes: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(scene, async ({ seconds, longest, pauses, sizes }) => {
        const rate = 1000
        const samples = talk(seconds, pauses, rate)
        const cuts = await cutPlaces(streamOf(samples, sizes), longest, rate)
        const edges = [0, ...cuts, samples.length]
        const lengths = edges.slice(1).map((edge, index) => edge - edges[index]!)
        for (const length of lengths) expect(length).toBeLessThanOrEqual(longest * rate)
        // None but the last is less than half as long as it may be.
        for (const length of lengths.slice(0, -1)) expect(length).toBeGreaterThanOrEqual((longest * rate) / 2 - 21)
        expect(await cutPlaces(streamOf(joined(samples), [977]), longest, rate)).toEqual(cuts)
      }),
      { ...RUNS, numRuns: 150 },
    )
  })
})
