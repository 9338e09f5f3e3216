import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { master, type Stem } from '../../src/pipeline/sound/master.ts'
import { loudnessMeter } from '../../src/sound/loudness.ts'
import { MIX_BLOCK, onBoth } from '../../src/sound/mix.ts'
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

/** A track of so many frames, mono or the same on both channels, in blocks written over as the mixer's are; counts its walks. */
function track(length: number, sound: Sound, channels: 1 | 2 = 1) {
  const walks = { begun: 0, ended: 0 }
  async function* blocks(): AsyncGenerator<Float32Array> {
    const room = new Float32Array(MIX_BLOCK * channels)
    walks.begun += 1
    try {
      for (let at = 0; at < length; at += MIX_BLOCK) {
        const block = room.subarray(0, Math.min(MIX_BLOCK, length - at) * channels)
        for (let index = 0; index < block.length; index++) block[index] = sound(at + Math.floor(index / channels))
        yield block
      }
    } finally {
      walks.ended += 1
    }
  }
  return { blocks, walks, channels, length }
}

/** A stem that keeps what its encoding was given. */
function stem(name: string, { blocks, channels, length }: Pick<Stem<string>, 'blocks' | 'channels' | 'length'>) {
  const written: { readonly samples: Float32Array[] } = { samples: [] }
  const encode: Stem<string>['encode'] = async (given) => {
    for await (const block of given) {
      const stereo = new Float32Array(block.length * (2 / channels))
      written.samples.push(channels === 1 ? onBoth(block, stereo) : block.slice())
    }
  }
  return { name, channels, length, blocks, encode, written }
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
      const only = stem('voice_only', track(length, voice))
      const figures = await master([only], TARGET)
      const { loudness, peak, frames } = measured(only.written)
      expect(Math.abs(loudness - TARGET.loudness)).toBeLessThan(0.4)
      expect(peak).toBeLessThanOrEqual(TARGET.ceiling + 0.01)
      expect(frames).toBe(length)
      expect(figures.get('voice_only')?.loudness.integrated_lufs).toBeCloseTo(loudness, 1)
      expect(figures.get('voice_only')?.loudness.true_peak_dbtp).toBeCloseTo(peak, 1)
    })
  }

  test('each stem has its own, in the order given', async () => {
    const [voice, mixed] = [tone(300, 0.02), tone(100, 0.3)]
    const stems = [stem('voice_only', track(4 * RATE, voice)), stem('full_mix', track(4 * RATE, mixed, 2))]
    const figures = await master(stems, TARGET)
    expect([...figures.keys()]).toEqual(['voice_only', 'full_mix'])
    for (const { written } of stems) expect(Math.abs(measured(written).loudness - TARGET.loudness)).toBeLessThan(0.4)
    expect(stems[0]!.written.samples[0]).not.toEqual(stems[1]!.written.samples[0])
  })

  test('silence stays silence, of the right length, and has no figures', async () => {
    const only = stem(
      'voice_only',
      track(RATE, () => 0),
    )
    const figures = await master([only], TARGET)
    expect(figures.get('voice_only')?.loudness).toEqual({ integrated_lufs: null, true_peak_dbtp: null })
    expect(measured(only.written).frames).toBe(RATE)
  })

  test('a whisper is not lifted beyond measure', async () => {
    const whisper = track(2 * RATE, tone(300, 0.0006))
    const only = stem('voice_only', whisper)
    await master([only], TARGET)
    const alone = (voice: Float32Array) => onBoth(voice, new Float32Array(voice.length * 2))
    const quiet = { samples: await Array.fromAsync(whisper.blocks(), alone) }
    expect(measured(only.written).loudness - measured(quiet).loudness).toBeLessThanOrEqual(40.01)
  })

  test.each([1, MIX_BLOCK - 1, MIX_BLOCK, MIX_BLOCK + 1])(
    'a track of %i frames has as many afterwards',
    async (length) => {
      const only = stem('voice_only', track(length, tone(300, 0.1)))
      await master([only], TARGET)
      expect(measured(only.written).frames).toBe(length)
    },
  )
})

describe('an encoder that fails', () => {
  const broken = new Failure('config', 'The disk is full.')

  test('before it reads anything ends it all with its own error', { timeout: SOON }, async () => {
    const { walks, ...voice } = track(RATE, tone(300, 0.1))
    const bad = { ...stem('voice_only', voice), encode: () => settled().then(() => Promise.reject(broken)) }
    await expect(master([bad], TARGET)).rejects.toBe(broken)
    expect(walks).toEqual({ begun: 1, ended: 1 })
  })

  test('in the middle ends the others too: nothing goes on afterwards', { timeout: SOON }, async () => {
    const tracks = [track(10 * MIX_BLOCK, tone(300, 0.1)), track(10 * MIX_BLOCK, tone(300, 0.1))]
    const state = { other: 'running' }
    const good = {
      ...stem('full_mix', tracks[0]!),
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
      ...stem('voice_only', tracks[1]!),
      async encode(blocks: AsyncIterable<Float32Array>) {
        for await (const _ of blocks) throw broken
      },
    }
    await expect(master([bad, good], TARGET)).rejects.toBe(broken)
    expect(state.other).not.toBe('ended well')
    for (const { walks } of tracks) expect(walks.ended).toBe(walks.begun)
  })

  test('at its very end is heard as well', { timeout: SOON }, async () => {
    const bad = {
      ...stem('voice_only', track(RATE, tone(300, 0.1))),
      async encode(blocks: AsyncIterable<Float32Array>) {
        for await (const _ of blocks);
        throw broken
      },
    }
    await expect(master([bad], TARGET)).rejects.toBe(broken)
  })

  test('without a word, by ending early, is found out', { timeout: SOON }, async () => {
    const voice = track(10 * MIX_BLOCK, tone(300, 0.1))
    for (const encode of [
      () => settled(),
      async (blocks: AsyncIterable<Float32Array>) => void (await blocks[Symbol.asyncIterator]().next()),
    ]) {
      await expect(master([{ ...stem('voice_only', voice), encode }], TARGET)).rejects.toMatchObject({
        name: 'Failure',
      })
    }
  })
})

test('a track that fails reaches the encoders and the caller', { timeout: SOON }, async () => {
  const broken = new Failure('lost', 'A clip is gone.')
  let walk = 0
  async function* blocks(): AsyncGenerator<Float32Array> {
    walk += 1
    yield new Float32Array(MIX_BLOCK).fill(0.1)
    if (walk === 2) throw broken
  }
  const seen: unknown[] = []
  const only = {
    ...stem('voice_only', { blocks, channels: 1, length: 2 * MIX_BLOCK }),
    async encode(given: AsyncIterable<Float32Array>) {
      try {
        for await (const _ of given);
      } catch (error) {
        seen.push(error)
        throw error
      }
    },
  }
  await expect(master([only], TARGET)).rejects.toBe(broken)
  expect(seen).toEqual([broken])
})
