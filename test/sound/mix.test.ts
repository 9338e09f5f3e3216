import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duckingGain } from '../../src/sound/duck.ts'
import { fullMix, type Layer, MIX_BLOCK, type MixBlock, type MixOptions, mix, onBoth } from '../../src/sound/mix.ts'
import type { MixClip } from '../../src/sound/mix-clip.ts'
import { energy, joined, largestJump, noise, pieces, tone } from './signals.ts'

const RATE = 48_000
const FADE = 240

function clipAt(at: number, samples: Float32Array): MixClip {
  return { at, length: samples.length, samples: async () => samples }
}

async function* streamed(samples: Float32Array, ...sizes: readonly number[]): AsyncGenerator<Float32Array> {
  for (const piece of pieces(samples, sizes)) yield piece
}

async function blocksOf(options: Omit<MixOptions, 'sampleRate'>): Promise<MixBlock[]> {
  const kept = ({ voice, background }: MixBlock) => ({ voice: voice.slice(), background: background?.slice() })
  return Array.fromAsync(mix({ ...options, sampleRate: RATE }), kept)
}

async function voiceOf(clips: readonly MixClip[], length: number): Promise<Float32Array> {
  return joined(...(await blocksOf({ length, clips, beneath: [] })).map((block) => block.voice))
}

async function backgroundOf(samples: AsyncIterable<Float32Array>, length: number, clips: readonly MixClip[] = []) {
  return layersOf([{ samples, gain: 1 }], length, clips)
}

async function layersOf(beneath: readonly Layer[], length: number, clips: readonly MixClip[] = []) {
  return joined(...(await blocksOf({ length, clips, beneath })).map((block) => block.background!))
}

/** What a track of clips should be, made all at once and the plain way. */
function laid(clips: readonly { readonly at: number; readonly sound: Float32Array }[], length: number): Float32Array {
  const track = new Float32Array(length)
  for (const { at, sound } of clips) {
    const fade = Math.min(FADE, sound.length >> 1)
    for (const [index, sample] of sound.entries()) {
      const edge = Math.min(index, sound.length - 1 - index)
      const gain = edge < fade ? 0.5 - 0.5 * Math.cos((Math.PI * (edge + 0.5)) / fade) : 1
      track[at + index]! += sample * gain
    }
  }
  return track
}

describe('mix', () => {
  it('gives blocks of 16384 frames and exactly the length in all', async () => {
    for (const length of [0, 1, MIX_BLOCK - 1, MIX_BLOCK, MIX_BLOCK + 1, 5 * MIX_BLOCK + 77]) {
      const blocks = await blocksOf({ length, clips: [], beneath: [] })
      const lengths = blocks.map((block) => block.voice.length)
      expect(lengths.reduce((sum, frames) => sum + frames, 0)).toBe(length)
      expect(lengths.slice(0, -1).every((frames) => frames === MIX_BLOCK)).toBe(true)
      expect(blocks.every((block) => block.background === undefined)).toBe(true)
    }
  })

  it('puts every clip where it belongs, whole, and adds up those that overlap', async () => {
    const length = 4 * MIX_BLOCK
    const anyClip = fc.record({ at: fc.nat(length), length: fc.integer({ min: 1, max: 30_000 }), seed: fc.nat() })
    await fc.assert(
      fc.asyncProperty(fc.array(anyClip, { maxLength: 6 }), async (raw) => {
        const clips = raw
          .map(({ at, length: samples, seed }) => ({ at, sound: noise(Math.min(samples, length - at), { seed }) }))
          .sort((one, other) => one.at - other.at)
        const voice = await voiceOf(
          clips.map(({ at, sound }) => clipAt(at, sound)),
          length,
        )
        const expected = laid(clips, length)
        for (const [index, sample] of expected.entries())
          if (Math.abs(voice[index]! - sample) > 1e-6) expect(voice[index]).toBe(sample)
      }),
      { numRuns: 25 },
    )
  })

  it('leaves the middle of a clip untouched and fades its ends, so that nothing clicks', async () => {
    const sound = new Float32Array(5000).fill(0.8)
    const voice = await voiceOf([clipAt(100, sound)], 6000)
    expect(voice.subarray(100 + FADE, 5100 - FADE)).toEqual(sound.subarray(FADE, 5000 - FADE))
    expect(largestJump(voice)).toBeLessThan(0.01)
    expect(voice.subarray(0, 100).every((sample) => sample === 0)).toBe(true)
    expect(voice.subarray(5100).every((sample) => sample === 0)).toBe(true)
  })

  it('leaves the samples of a clip alone: somebody may have them in a cache', async () => {
    const sound = noise(1000)
    await voiceOf([clipAt(0, sound)], 1000)
    expect(sound).toEqual(noise(1000))
  })

  it('asks for a clip only when its block comes, once, and keeps none', async () => {
    const asked: number[] = []
    const clips = [10, MIX_BLOCK + 10, 3 * MIX_BLOCK + 10].map((at) => ({
      at,
      length: 100,
      samples: async () => {
        asked.push(at)
        return noise(100)
      },
    }))
    const blocks = mix({ length: 4 * MIX_BLOCK, clips, beneath: [], sampleRate: RATE })
    expect(asked).toEqual([])
    await blocks.next()
    expect(asked).toEqual([10])
    await blocks.next()
    await blocks.next()
    expect(asked).toEqual([10, MIX_BLOCK + 10])
    await blocks.next()
    expect(asked.length).toBe(3)
    expect((await blocks.next()).done).toBe(true)
  })

  it('plays a clip that lasts for many blocks', async () => {
    const sound = noise(10 * MIX_BLOCK)
    const voice = await voiceOf([clipAt(5, sound)], 11 * MIX_BLOCK)
    expect(voice.subarray(5 + FADE, 5 + sound.length - FADE)).toEqual(sound.subarray(FADE, sound.length - FADE))
  })

  it.each([
    ['reaches beyond the track', [clipAt(950, noise(51))]],
    ['begins before the track', [clipAt(-1, noise(10))]],
    ['begins between two samples', [clipAt(0.5, noise(10))]],
    ['comes after a later one', [clipAt(500, noise(10)), clipAt(400, noise(10))]],
    ['has fewer samples than it says', [{ ...clipAt(0, noise(10)), length: 11 }]],
  ])('refuses a clip that %s', async (_, clips) => {
    await expect(voiceOf(clips, 1000)).rejects.toThrow(RangeError)
  })

  it('takes a clip that ends just with the track', async () => {
    const voice = await voiceOf([clipAt(0, tone(100, 1000 / RATE, { phase: 0.25 }))], 1000)
    expect(energy(voice)).toBeGreaterThan(100)
  })
})

describe('a clip at full amplitude from its first sample to its last', () => {
  /** The largest of a click's marks: how far a sample lies from the line through its neighbours, high frequencies alone. */
  const bend = (samples: Float32Array) =>
    samples.reduce((most, sample, index) => {
      return Math.max(most, Math.abs((samples[index - 1] ?? 0) - 2 * sample + (samples[index + 1] ?? 0)))
    }, 0)

  it('neither begins nor ends with a click, wherever it lies and whatever its length', async () => {
    const anyClip = fc.record({
      at: fc.nat(2 * MIX_BLOCK),
      length: fc.integer({ min: 2 * FADE, max: 30_000 }),
      hertz: fc.integer({ min: 60, max: 2000 }),
      phase: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(anyClip, async ({ at, length, hertz, phase }) => {
        const sound = tone(hertz, length / RATE, { phase })
        const voice = await voiceOf([clipAt(at, sound)], at + length)
        // Within the tone nothing bends more than this; a cut at full amplitude bends by 1.
        const within = (2 * Math.PI * hertz) / RATE
        expect(bend(voice)).toBeLessThan(within * within + within * 0.02 + 1e-3)
        expect(largestJump(voice)).toBeLessThan(within + 0.01)
      }),
      { seed: 4, numRuns: 100 },
    )
  })
})

describe('the background of a mix', () => {
  it('is the same whatever the sizes of its chunks, frames cut in two among them', async () => {
    const length = 3 * MIX_BLOCK + 1234
    const sound = noise(length * 2)
    const clips = [clipAt(20_000, noise(9000))]
    const expected = await backgroundOf(streamed(sound, sound.length), length, clips)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        expect(await backgroundOf(streamed(sound, ...sizes, 9999), length, clips)).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('passes untouched where nobody speaks, empty chunks or not', async () => {
    const sound = noise(40_000)
    async function* withGaps() {
      for await (const piece of streamed(sound, 777)) yield* [new Float32Array(0), piece]
    }
    expect(await backgroundOf(withGaps(), 20_000)).toEqual(sound)
  })

  it('is lowered under the voice by just the ducking gain, both channels alike', async () => {
    const length = 2 * MIX_BLOCK + 5
    const clips = [clipAt(9000, noise(3000)), clipAt(15_000, noise(8000))]
    const gains = new Float32Array(length)
    duckingGain(
      clips.map(({ at, length: samples }) => ({ start: at, end: at + samples })),
      RATE,
    )(0, gains)
    const lowered = await backgroundOf(streamed(new Float32Array(length * 2).fill(1), 5000), length, clips)
    for (const [frame, gain] of gains.entries()) {
      if (lowered[2 * frame] !== gain || lowered[2 * frame + 1] !== gain) expect(lowered[2 * frame]).toBe(gain)
    }
  })

  it('is followed by silence where it is too short', async () => {
    const lowered = await backgroundOf(streamed(noise(20_001), 3000), 2 * MIX_BLOCK)
    expect(lowered.length).toBe(4 * MIX_BLOCK)
    expect(lowered.subarray(0, 20_001)).toEqual(noise(20_001))
    expect(lowered.subarray(20_001).every((sample) => sample === 0)).toBe(true)
  })

  it('is closed, and not read to its end, where it is too long', async () => {
    let chunks = 0
    let closed = false
    async function* endless() {
      try {
        for (;;) {
          chunks++
          yield new Float32Array(1000)
        }
      } finally {
        closed = true
      }
    }
    expect((await backgroundOf(endless(), 5000)).length).toBe(10_000)
    expect(chunks).toBe(10)
    expect(closed).toBe(true)
  })

  it('is closed when the mix is left early, and when a clip fails', async () => {
    let closed = 0
    const source = (): AsyncIterable<Float32Array> => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: new Float32Array(100) }),
        return: async () => {
          closed++
          return { done: true, value: undefined }
        },
      }),
    })
    const length = 3 * MIX_BLOCK
    for await (const _ of mix({ length, clips: [], beneath: [{ samples: source(), gain: 1 }], sampleRate: RATE })) break
    expect(closed).toBe(1)
    const lost = { at: MIX_BLOCK, length: 10, samples: () => Promise.reject(new Error('lost')) }
    await expect(blocksOf({ length, clips: [lost], beneath: [{ samples: source(), gain: 1 }] })).rejects.toThrow('lost')
    expect(closed).toBe(2)
  })

  it('passes on the failure of its source', async () => {
    async function* broken() {
      yield new Float32Array(100)
      throw new Error('broken')
    }
    await expect(backgroundOf(broken(), 5000)).rejects.toThrow('broken')
  })
})

describe('several layers of a mix', () => {
  it('add up, each at its own gain and of its own length, lowered alike', async () => {
    const length = 2 * MIX_BLOCK + 99
    const clips = [clipAt(9000, noise(3000))]
    const [music, original] = [noise(length * 2), noise(length, { seed: 2 })]
    const mixed = await layersOf(
      [
        { samples: streamed(music, 777), gain: 1 },
        { samples: streamed(original, 5001), gain: 0.25 },
      ],
      length,
      clips,
    )
    const one = await backgroundOf(streamed(music, 5000), length, clips)
    const other = await backgroundOf(streamed(original, 5000), length, clips)
    for (const [index, sample] of mixed.entries()) {
      const expected = one[index]! + other[index]! * 0.25
      if (Math.abs(sample - expected) > 1e-6) expect(sample).toBe(expected)
    }
  })

  it('are all closed when the mix is left', async () => {
    let closed = 0
    const source = (): AsyncIterable<Float32Array> => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: new Float32Array(100) }),
        return: async () => {
          closed++
          return { done: true, value: undefined }
        },
      }),
    })
    const beneath = [source(), source()].map((samples) => ({ samples, gain: 1 }))
    for await (const _ of mix({ length: 3 * MIX_BLOCK, clips: [], beneath, sampleRate: RATE })) break
    expect(closed).toBe(2)
  })
})

describe('fullMix and onBoth', () => {
  const voice = noise(100, { seed: 1 })
  const background = noise(200, { seed: 2 })
  const room = () => new Float32Array(300).fill(7) // Larger than the block, and not empty.

  it('put the voice on both channels at its own level', () => {
    const stereo = onBoth(voice, room())
    expect(stereo.length).toBe(200)
    for (const [frame, sample] of voice.entries()) {
      expect(stereo[2 * frame]).toBe(sample)
      expect(stereo[2 * frame + 1]).toBe(sample)
    }
    expect(fullMix({ voice, background: undefined }, room())).toEqual(stereo)
  })

  it('add the background, channel by channel, and leave the block alone', () => {
    const mixed = fullMix({ voice, background }, room())
    for (const [index, sample] of mixed.entries()) {
      expect(sample).toBe(Math.fround(voice[index >> 1]! + background[index]!))
    }
    expect(background).toEqual(noise(200, { seed: 2 }))
  })
})
