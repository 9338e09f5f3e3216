import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { master, type Stem } from '../../src/pipeline/sound/master.ts'
import { loudnessMeter } from '../../src/sound/loudness.ts'
import { fullMix, MIX_BLOCK, type MixBlock, onBoth } from '../../src/sound/mix.ts'
import { truePeakMeter } from '../../src/sound/true-peak.ts'
import { settled } from '../rig/held.ts'

const RATE = 48_000
const TARGET = { loudness: -14, ceiling: -2 }
/** A hang is a failure, and soon. */
const SOON = 10_000

type Sound = (frame: number) => number

const tone =
  (hertz: number, amplitude: number): Sound =>
  (frame) =>
    amplitude * Math.sin((2 * Math.PI * hertz * frame) / RATE)

/** A mix of so many frames, in blocks as the mixer gives them; says how often it was walked and left. */
function mixOf(length: number, voice: Sound, background?: Sound) {
  const walks = { begun: 0, ended: 0 }
  async function* mixes(): AsyncGenerator<MixBlock> {
    walks.begun += 1
    try {
      for (let at = 0; at < length; at += MIX_BLOCK) {
        const frames = Math.min(MIX_BLOCK, length - at)
        const beneath =
          background && Float32Array.from({ length: frames * 2 }, (_, index) => background(at + (index >> 1)))
        yield { voice: Float32Array.from({ length: frames }, (_, index) => voice(at + index)), background: beneath }
      }
    } finally {
      walks.ended += 1
    }
  }
  return { mixes, walks }
}

/** A stem that keeps what its last encoding was given. */
function stem(name: string, channels: 1 | 2 = 1) {
  const samplesOf: Stem<string>['samplesOf'] = channels === 1 ? ({ voice }) => voice : fullMix
  const written: { samples: Float32Array[] } = { samples: [] }
  const encode: Stem<string>['encode'] = async (blocks) => {
    written.samples = []
    for await (const block of blocks) written.samples.push(block)
  }
  return { name, channels, samplesOf, encode, written }
}

function measured({ samples }: { readonly samples: readonly Float32Array[] }) {
  const [loudness, peak] = [loudnessMeter(2, RATE), truePeakMeter(2)]
  for (const block of samples) {
    loudness.push(block)
    peak.push(block)
  }
  const frames = samples.reduce((sum, block) => sum + block.length / 2, 0)
  return { loudness: loudness.integrated(), peak: peak.peak(), frames }
}

describe('the gain', () => {
  const voices: { readonly [what: string]: Sound } = {
    'a soft voice': tone(300, 0.01),
    'a loud voice': tone(300, 0.9),
    'speech with pauses': (frame) => (Math.floor(frame / 24_000) % 3 === 0 ? tone(300, 0.05)(frame) : 0),
    // Loud clicks over a soft tone: the limiter takes loudness away, which must be made up for.
    clicks: (frame) => (frame % 9600 < 100 ? tone(500, 0.7)(frame) : tone(300, 0.09)(frame)),
  }

  for (const [what, voice] of Object.entries(voices)) {
    test(`brings ${what} to the target, under the ceiling, to the sample`, async () => {
      const length = 5 * RATE + 123
      const { mixes } = mixOf(length, voice)
      const only = stem('voice_only')
      const figures = await master([only], mixes, TARGET)
      const { loudness, peak, frames } = measured(only.written)
      expect(Math.abs(loudness - TARGET.loudness)).toBeLessThan(0.4)
      expect(peak).toBeLessThanOrEqual(TARGET.ceiling + 0.01)
      expect(frames).toBe(length)
      expect(figures.get('voice_only')?.integrated_lufs).toBeCloseTo(loudness, 1)
      expect(figures.get('voice_only')?.true_peak_dbtp).toBeCloseTo(peak, 1)
    })
  }

  test('each stem has its own, in the order given', async () => {
    const { mixes } = mixOf(4 * RATE, tone(300, 0.02), tone(100, 0.3))
    const stems = [stem('voice_only'), stem('full_mix', 2)]
    const figures = await master(stems, mixes, TARGET)
    expect([...figures.keys()]).toEqual(['voice_only', 'full_mix'])
    for (const { written } of stems) expect(Math.abs(measured(written).loudness - TARGET.loudness)).toBeLessThan(0.4)
    expect(stems[0]!.written.samples[0]).not.toEqual(stems[1]!.written.samples[0])
  })

  test('silence stays silence, of the right length, and has no figures', async () => {
    const { mixes } = mixOf(RATE, () => 0)
    const only = stem('voice_only')
    const figures = await master([only], mixes, TARGET)
    expect(figures.get('voice_only')).toEqual({ integrated_lufs: null, true_peak_dbtp: null })
    expect(measured(only.written).frames).toBe(RATE)
  })

  test('a whisper is not lifted beyond measure', async () => {
    const { mixes } = mixOf(2 * RATE, tone(300, 0.0006))
    const only = stem('voice_only')
    await master([only], mixes, TARGET)
    const before = mixOf(2 * RATE, tone(300, 0.0006))
    const alone = ({ voice }: MixBlock) => onBoth(voice, new Float32Array(voice.length * 2))
    const quiet = { samples: await Array.fromAsync(before.mixes(), alone) }
    expect(measured(only.written).loudness - measured(quiet).loudness).toBeLessThanOrEqual(40.01)
  })

  test.each([1, MIX_BLOCK - 1, MIX_BLOCK, MIX_BLOCK + 1])(
    'a track of %i frames has as many afterwards',
    async (length) => {
      const only = stem('voice_only')
      await master([only], mixOf(length, tone(300, 0.1)).mixes, TARGET)
      expect(measured(only.written).frames).toBe(length)
    },
  )
})

describe('an encoder that fails', () => {
  const broken = new Failure('config', 'The disk is full.')

  test('before it reads anything ends it all with its own error', { timeout: SOON }, async () => {
    const { mixes, walks } = mixOf(RATE, tone(300, 0.1))
    const bad = { ...stem('voice_only'), encode: () => settled().then(() => Promise.reject(broken)) }
    await expect(master([bad], mixes, TARGET)).rejects.toBe(broken)
    expect(walks).toEqual({ begun: 2, ended: 2 })
  })

  test('in the middle ends the others too: nothing goes on afterwards', { timeout: SOON }, async () => {
    const { mixes, walks } = mixOf(10 * MIX_BLOCK, tone(300, 0.1))
    const state = { other: 'running' }
    const good = {
      ...stem('full_mix'),
      async encode(blocks: AsyncIterable<Float32Array>) {
        try {
          for await (const _ of blocks);
          state.other = 'ended well'
        } catch (error) {
          state.other = 'failed'
          throw error
        }
      },
    }
    const bad = {
      ...stem('voice_only'),
      async encode(blocks: AsyncIterable<Float32Array>) {
        for await (const _ of blocks) throw broken
      },
    }
    await expect(master([good, bad], mixes, TARGET)).rejects.toBe(broken)
    expect(state.other).toBe('failed')
    expect(walks).toEqual({ begun: 2, ended: 2 })
  })

  test('at its very end is heard as well', { timeout: SOON }, async () => {
    const bad = {
      ...stem('voice_only'),
      async encode(blocks: AsyncIterable<Float32Array>) {
        for await (const _ of blocks);
        throw broken
      },
    }
    await expect(master([bad], mixOf(RATE, tone(300, 0.1)).mixes, TARGET)).rejects.toBe(broken)
  })

  test('without a word, by ending early, is found out', { timeout: SOON }, async () => {
    const { mixes } = mixOf(10 * MIX_BLOCK, tone(300, 0.1))
    for (const encode of [
      () => settled(),
      async (blocks: AsyncIterable<Float32Array>) => void (await blocks[Symbol.asyncIterator]().next()),
    ]) {
      await expect(master([{ ...stem('voice_only'), encode }], mixes, TARGET)).rejects.toMatchObject({
        name: 'Failure',
      })
    }
  })
})

test('a mix that fails reaches the encoders and the caller', { timeout: SOON }, async () => {
  const broken = new Failure('lost', 'A clip is gone.')
  let walk = 0
  async function* mixes(): AsyncGenerator<MixBlock> {
    walk += 1
    yield { voice: new Float32Array(MIX_BLOCK).fill(0.1), background: undefined }
    if (walk === 2) throw broken
  }
  const seen: unknown[] = []
  const only = {
    ...stem('voice_only'),
    async encode(blocks: AsyncIterable<Float32Array>) {
      try {
        for await (const _ of blocks);
      } catch (error) {
        seen.push(error)
        throw error
      }
    },
  }
  await expect(master([only], mixes, TARGET)).rejects.toBe(broken)
  expect(seen).toEqual([broken])
})
