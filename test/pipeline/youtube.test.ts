import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AudioFormat } from '../../src/dub/request.ts'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { preflight } from '../../src/pipeline/stages/preflight.ts'
import { fakeProviders } from '../rig/fake-providers.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryScratch } from '../rig/memory-stores.ts'
import { openStudio, whole } from './studio.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

async function* tone(samples: number, amplitude: number) {
  yield Float32Array.from({ length: samples * 2 }, (_, index) => amplitude * Math.sin((index >> 1) * 0.13))
}

async function measured(format: AudioFormat, samples: number, { language = 'es', amplitude = 0.2 } = {}) {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const path = join(home.path, `tone.${format}`)
  await media.encode(tone(samples, amplitude), { path, format, language, samples }, { signal })
  const audio = await blobs.adopt(path, 'audio/mp4')
  const tools = {
    blobs,
    media,
    signal,
    scratch: memoryScratch(home.path),
    providers: fakeProviders({ language: 'en', words: [] }),
  }
  return await preflight.run({ audio }, { ...tools, progress: () => {} })
}

describe('a delivered file, measured behind its encoder', () => {
  test.each(['m4a', 'mp3', 'wav', 'flac'] as const)(
    '%s has every sample, its level and its language',
    async (format) => {
      const { samples, language, integrated_lufs, true_peak_dbtp } = await measured(format, 123_457)
      expect({ samples, language }).toEqual({ samples: 123_457, language: 'spa' })
      // A sine of amplitude a in both channels: 20·lg(a) dB at its peak, and as many LUFS at 997 Hz (BS.1770-4, annex 1).
      // AAC overshoots where a tone begins at once.
      expect(Math.abs((true_peak_dbtp ?? 0) + 13.98)).toBeLessThan(1)
      expect(integrated_lufs).toBeCloseTo(-13.98, 0)
    },
  )

  test('silence has no level', async () => {
    expect(await measured('wav', 48_000, { amplitude: 0 })).toMatchObject({
      integrated_lufs: null,
      true_peak_dbtp: null,
    })
  })
})

describe('--youtube', () => {
  test('a dub that is not fit fails its language, says why, and is delivered all the same', async () => {
    await using studio = await openStudio()
    const { dubs, artifacts, waveform } = await studio.dub({ youtube: true })
    const plain = whole((await studio.dub()).dubs)
    expect(dubs[0]).toMatchObject({
      status: 'error',
      code: 'partial',
      reason: expect.stringContaining('not fit for YouTube'),
      spoken: plain.spoken,
      sync: plain.sync,
      loudness: plain.loudness,
    })
    expect([waveform?.seconds, dubs[0]?.status === 'error' && dubs[0].waveform?.seconds]).toEqual([4, 4])
    expect(dubs[0]?.status === 'error' && dubs[0].artifacts.map(({ fileName }) => fileName)).toEqual(
      expect.arrayContaining([
        'talk-es-full_mix.wav',
        'talk-es.srt',
        'youtube/talk-es.wav',
        'youtube/talk-es.srt',
        'script.json',
      ]),
    )
    expect(artifacts).toEqual([])
  })

  test('a dub that is fit comes with its audio and captions, and the steps', async () => {
    await using studio = await openStudio()
    studio.media.does.encode = (blocks, file, options) => media.encode(blocks, file, options)
    const { probe } = studio.media.does // Of the source, which is none.
    studio.media.does.probe = (path, options) => media.probe(path, options).catch(() => probe(path, options))
    studio.media.does.decode = (track, raw, options) => media.decode(track, raw, options)
    const { dubs, artifacts } = await studio.dub({ youtube: true })
    expect(whole(dubs).artifacts.map(({ type, fileName }) => [type, fileName])).toEqual(
      expect.arrayContaining([
        ['youtube_audio', 'youtube/talk-es.wav'],
        ['youtube_captions', 'youtube/talk-es.srt'],
      ]),
    )
    const guide = artifacts.find(({ type }) => type === 'upload_guide')
    const text = guide && 'text' in guide.content ? guide.content.text : ''
    expect(text).toContain('| Spanish (es) | `es/youtube/talk-es.wav` | `es/youtube/talk-es.srt` |')
    expect(text).toContain('0:00:04')
    expect(text).toContain('at −14 LUFS with no true peak above −1 dBTP')
  })

  test.each([
    ['as long as the sound', 4, true, 0],
    ['that ends with it, but for a frame', 3.96, true, 0],
    ['that ends a second before', 3, true, 1],
    ['that ends before, where nobody uploads it', 3, false, 0],
    ['that does not say how long it is', undefined, true, 0],
  ])('of a picture %s (%s s) is warned as is due', async (_, pictureDuration, youtube, times) => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const { probe } = studio.media.does
    studio.media.does.probe = async (path, options) => ({
      ...(await probe(path, options)),
      ...(pictureDuration !== undefined && { pictureDuration }),
    })
    const { dubs } = await studio.dub({ youtube })
    const said = dubs[0]?.warnings.filter((text) => text.includes('picture lasts')) ?? []
    expect(said).toHaveLength(times)
    for (const text of said) expect(text).toMatch(/picture lasts 3\.0 s.*for YouTube 4\.0 s/)
  })

  test('nothing of it is made where nobody asks', async () => {
    await using studio = await openStudio()
    const { dubs, artifacts } = await studio.dub()
    expect(whole(dubs).artifacts.filter(({ type }) => type.startsWith('youtube'))).toEqual([])
    expect(artifacts).toEqual([])
  })
})
