import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { waveform } from '../../src/pipeline/stages/waveform.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders } from '../rig/fake-providers.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryScratch } from '../rig/memory-stores.ts'
import { openStudio, whole } from './studio.ts'

/** The peaks of a track that sounds like this, for so many seconds. */
async function peaksOf(seconds: number, levelAt: (second: number) => number, resampled = 0) {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const media = fakeMedia({ seconds })
  media.does.listen = async (_track, { path, sampleRate }) => {
    const samples = new Float32Array(seconds * sampleRate + resampled)
    for (let index = 0; index < samples.length; index++) {
      samples[index] = levelAt(index / sampleRate) * (index % 2 === 0 ? 1 : -1)
    }
    await writeFile(path, writeWav(samples, sampleRate))
    return { samples: seconds * 44_100, sampleRate: 44_100 }
  }
  const track = await blobs.put(Buffer.from('a track'), 'audio/mpeg')
  const probe = await media.probe('', { signal: new AbortController().signal })
  const answer = await waveform.run(
    { track, probe },
    {
      blobs,
      media,
      scratch: memoryScratch(home.path),
      providers: fakeProviders({ language: 'en', words: [] }),
      signal: new AbortController().signal,
      progress: () => {},
    },
  )
  return { seconds: answer.seconds, peaks: [...Buffer.from(answer.peaks, 'base64')] }
}

test('a track is drawn by its highest peak in each twentieth of a second', async () => {
  const { seconds, peaks } = await peaksOf(2, (second) => (second < 0.5 ? 0 : second < 1 ? 0.2 : 1))
  expect(seconds).toBe(2)
  expect(peaks).toEqual([...Array(10).fill(0), ...Array(10).fill(51), ...Array(20).fill(255)])
})

test('a click is seen, however short', async () => {
  const { peaks } = await peaksOf(1, (second) => (second === 0.375 ? 0.8 : 0))
  expect(peaks.flatMap((peak, at) => (peak > 0 ? [at, peak] : []))).toEqual([7, 204])
})

test('what resampling adds belongs to the end', async () => {
  const { peaks } = await peaksOf(1, (second) => (second >= 1 ? 1 : 0), 3)
  expect(peaks).toEqual([...Array(19).fill(0), 255])
})

test('hours are drawn coarser', async () => {
  const { seconds, peaks } = await peaksOf(2000, (second) => (second >= 1000 ? 0.4 : 0))
  expect(seconds).toBe(2000)
  expect(peaks).toHaveLength(36_000)
  expect(peaks.indexOf(102)).toBe(18_000)
})

test('a dub comes with a drawing of the source, which is drawn once, and of each language', async () => {
  await using studio = await openStudio()
  const { waveform: source, dubs } = await studio.dub({ languages: ['es', 'fr'] })
  expect([source, whole(dubs).waveform, whole(dubs, 'fr').waveform].map((drawn) => drawn?.seconds)).toEqual([4, 4, 4])
  const { events, dubbed } = studio.start({ languages: ['es', 'fr'] })
  expect((await dubbed).waveform).toEqual(source)
  const drawn = events.filter((event) => 'stage' in event && event.stage === 'waveform')
  expect(drawn.map(({ event }) => event)).toEqual(['step-recalled'])
  expect((await studio.start({}, { until: 'translate' }).dubbed).waveform).toBe(null)
})
