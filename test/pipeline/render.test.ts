import { describe, expect, test } from 'vitest'
import { gauge } from '../../src/pipeline/stages/gauge.ts'
import { type Beneath, render } from '../../src/pipeline/stages/render.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders, spoken } from '../rig/fake-providers.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryScratch } from '../rig/memory-stores.ts'
import { partial } from '../sound/signals.ts'

const RATE = 48_000
const LENGTH = 8 * RATE
/** Somebody speaks from 2 s to 4 s. */
const [FROM, TO] = [2 * RATE, 4 * RATE]

async function studio() {
  const home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const fractions: number[] = []
  const tools = {
    blobs,
    scratch: memoryScratch(home.path),
    providers: fakeProviders({ language: 'en', words: spoken(['one.']) }),
    media: fakeMedia(),
    signal: new AbortController().signal,
    progress: (fraction: number) => void fractions.push(fraction),
  }
  const voice = Float32Array.from(
    { length: TO - FROM },
    (_, index) => 0.1 * Math.sin((2 * Math.PI * 1000 * index) / RATE),
  )
  const audio = await blobs.put(writeWav(voice, RATE), 'audio/wav')
  return {
    blobs,
    fractions,
    /** A tone of so many Hz for the whole of the track, or for so many samples. */
    async layer(hertz: number, amplitude: number, length = LENGTH) {
      const samples = Int16Array.from({ length: length * 2 }, (_, index) => {
        return 32_768 * amplitude * Math.sin((2 * Math.PI * hertz * (index >> 1)) / RATE)
      })
      return blobs.put(new Uint8Array(samples.buffer), 'audio/x-s16le')
    },
    gauge: (samples: Beneath['samples']) => gauge.run({ samples }, tools),
    async render(beneath: readonly Beneath[]) {
      const clips = [{ audio, at: FROM, length: TO - FROM }]
      const question = {
        clips,
        beneath,
        length: LENGTH,
        format: 'wav',
        language: 'es',
        loudness: -20,
        ceiling: -2,
      } as const
      const { full_mix, voice_only } = await render.run(question, tools)
      return {
        full: left(await blobs.get(full_mix)),
        voice: left(await blobs.get(voice_only)),
        same: full_mix === voice_only,
      }
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
}

function left(bytes: Uint8Array): Float32Array {
  const stereo = new Float32Array(Uint8Array.from(bytes).buffer)
  return Float32Array.from({ length: stereo.length / 2 }, (_, frame) => stereo[2 * frame]!)
}

const whileSpoken = (track: Float32Array) => track.subarray(2.5 * RATE, 3.5 * RATE)
const afterwards = (track: Float32Array) => track.subarray(5 * RATE, 6 * RATE)
const level = (track: Float32Array, hertz: number) => 20 * Math.log10(partial(track, hertz).amplitude)

describe('beneath the voice', () => {
  test('a background keeps its own level to the voice, and is 12 dB lower while somebody speaks', async () => {
    await using at = await studio()
    const { full, voice } = await at.render([{ samples: await at.layer(400, 0.05), gain: 0, loudness: null }])
    expect(level(whileSpoken(full), 1000) - level(afterwards(full), 400)).toBeCloseTo(6.02, 1)
    expect(level(afterwards(full), 400) - level(whileSpoken(full), 400)).toBeCloseTo(12, 1)
    expect(level(afterwards(voice), 400)).toBeLessThan(-90)
    expect([full.length, voice.length]).toEqual([LENGTH, LENGTH])
  })

  test.each([0.01, 0.8])(
    'the original, recorded at %d, lies so many dB under the voice, and 12 more while it speaks',
    async (loud) => {
      await using at = await studio()
      const samples = await at.layer(997, loud)
      const { full } = await at.render([{ samples, gain: -18, loudness: await at.gauge(samples) }])
      const pause = level(afterwards(full), 997)
      // What is measured of the voice holds half a block of silence at either end: some tenths of a dB.
      expect(Math.abs(level(whileSpoken(full), 1000) - pause - 18)).toBeLessThan(0.7)
      expect(full.length).toBe(LENGTH)
    },
  )

  test('several layers add up, and the voice stays as it is without them', async () => {
    await using at = await studio()
    const [music, original] = [await at.layer(400, 0.05), await at.layer(2000, 0.2, 3 * RATE)]
    const beneath = [
      { samples: music, gain: 0, loudness: null },
      { samples: original, gain: -6, loudness: await at.gauge(original) },
    ]
    const { full, voice } = await at.render(beneath)
    expect(level(afterwards(full), 400)).toBeGreaterThan(-60)
    expect(level(full.subarray(0, RATE), 2000)).toBeGreaterThan(-60)
    expect(level(afterwards(full), 2000)).toBeLessThan(-90) // It is as short as that.
    const alone = await at.render([])
    expect(alone.same).toBe(true)
    expect(alone.voice).toEqual(voice)
  })

  test('progress only grows, to the end', async () => {
    await using at = await studio()
    const samples = await at.layer(997, 0.1)
    await at.render([{ samples, gain: -18, loudness: await at.gauge(samples) }])
    expect(at.fractions).toEqual([...at.fractions].sort((one, other) => one - other))
    expect(at.fractions.at(-1)).toBeCloseTo(1, 9)
  })
})

test('silence has no loudness', async () => {
  await using at = await studio()
  expect(await at.gauge(await at.layer(400, 0))).toBe(null)
  expect(await at.gauge(await at.layer(997, 0.1))).toBeCloseTo(-20, 1)
})
