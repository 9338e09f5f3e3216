import { expect, test } from 'vitest'
import { budgetOf } from '../../src/pipeline/budget.ts'
import { startRun } from '../../src/pipeline/run.ts'
import { layersOf } from '../../src/pipeline/source/background.ts'
import type { Source } from '../../src/pipeline/source/hear.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders, spoken } from '../rig/fake-providers.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryMemo, memoryScratch } from '../rig/memory-stores.ts'
import { settableClock } from '../rig/settable-clock.ts'

const SOURCE: Source = {
  transcript: { language: 'en', lines: [] },
  length: 4 * 48_000,
  video: false,
  videoCodec: null,
  warnings: [],
}

async function open() {
  const home = await temporaryFolder()
  const clock = settableClock()
  const blobs = memoryBlobs(home.path)
  const tools = {
    blobs,
    scratch: memoryScratch(home.path),
    providers: fakeProviders({ language: 'en', words: spoken(['one.']) }),
    media: fakeMedia(),
    signal: new AbortController().signal,
  }
  const stop = { requested: false }
  const run = startRun({ memo: memoryMemo(clock), tools, clock, stop, budget: budgetOf(Infinity), emit: () => {} })
  return {
    run,
    /** So many seconds of a tone at 1 kHz. */
    async track(name: string, seconds: number, amplitude: number) {
      const samples = Int16Array.from({ length: seconds * 96_000 }, (_, index) => {
        return 32_768 * amplitude * Math.sin((2 * Math.PI * 1000 * (index >> 1)) / 48_000)
      })
      return { ...(await blobs.put(new Uint8Array(samples.buffer), 'audio/wav')), name }
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
}

test('nothing lies beneath the voice where nothing was given', async () => {
  await using at = await open()
  const source = await at.track('talk.mp3', 4, 0.1)
  expect(await layersOf({ background: null, source, keepOriginal: null }, SOURCE, at.run)).toEqual({
    beneath: [],
    backgroundDuration: null,
    warnings: [],
  })
})

test('a background stays at its own level; the original is measured, and lies where it was asked to', async () => {
  await using at = await open()
  const [source, background] = [await at.track('talk.mp3', 4, 0.1), await at.track('music.mp3', 4, 0.3)]
  const both = await layersOf({ background, source, keepOriginal: -18 }, SOURCE, at.run)
  expect(both.beneath).toEqual([
    { samples: expect.objectContaining({ digest: background.digest }), gain: 0, loudness: null },
    { samples: expect.objectContaining({ digest: source.digest }), gain: -6, loudness: expect.closeTo(-20, 1) },
  ])
  expect(both).toMatchObject({ backgroundDuration: 4, warnings: [] })
  const original = await layersOf({ background: null, source, keepOriginal: -12 }, SOURCE, at.run)
  expect(original.beneath).toEqual([{ ...both.beneath[1], gain: 0 }])
  expect(original.backgroundDuration).toBe(null)
})

test('an original that is silent is left out', async () => {
  await using at = await open()
  const source = await at.track('talk.mp3', 4, 0)
  expect((await layersOf({ background: null, source, keepOriginal: -18 }, SOURCE, at.run)).beneath).toEqual([])
})

test.each([
  [3, ['The background "music.mp3" lasts 3.0 s, the recording 4.0 s: it ends before the recording does.']],
  [6, ['The background "music.mp3" lasts 6.0 s, the recording 4.0 s: its end is left out.']],
])('a background of %i s beside 4 s is said', async (seconds, warnings) => {
  await using at = await open()
  const [source, background] = [await at.track('talk.mp3', 4, 0.1), await at.track('music.mp3', seconds, 0.1)]
  const layers = await layersOf({ background, source, keepOriginal: null }, SOURCE, at.run)
  expect(layers).toMatchObject({ backgroundDuration: seconds, warnings })
})
