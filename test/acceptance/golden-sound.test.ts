import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUDIO_FORMATS, type AudioFormat } from '../../src/dub/request.ts'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { decode } from '../../src/pipeline/stages/decode.ts'
import { render } from '../../src/pipeline/stages/render.ts'
import { providers } from '../../src/providers/registry.ts'
import { trimSilence } from '../../src/sound/trim.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { MUSIC, TALK } from '../rig/cli.ts'
import { decoded, metered } from '../rig/ffmpeg.ts'
import { type TemporaryFolder, temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryScratch } from '../rig/memory-stores.ts'
import { onset } from '../rig/onset.ts'

const RATE = 48_000
/** Not a whole number of frames of any encoder. */
const LENGTH = 15 * RATE + 331
/** Sentences of the talk (s), where they go (samples), and how fast they play. */
const SENTENCES = [
  { from: 0, to: 6.5, at: 0, rate: 1.25 },
  { from: 8.9, to: 12.9, at: 6 * RATE + 17, rate: 1 },
  { from: 8.9, to: 12.9, at: 10 * RATE + 5, rate: 0.9 },
]

let home: TemporaryFolder
let clips: readonly { readonly samples: Float32Array; readonly at: number; readonly length: number }[]

beforeAll(async () => {
  home = await temporaryFolder()
  const talk = decoded(TALK)
  clips = SENTENCES.map(({ from, to, at, rate }) => {
    const samples = trimSilence(talk.slice(from * RATE, to * RATE), RATE)
    return { samples, at, length: Math.round(samples.length / rate) }
  })
})
afterAll(() => home[Symbol.asyncDispose]())

/** A real recording's sentences over real music, through the encoder that is delivered. */
async function rendered(format: AudioFormat) {
  const blobs = memoryBlobs(home.path)
  const signal = new AbortController().signal
  const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
  const scratch = memoryScratch(home.at())
  const tools = { blobs, scratch, media, providers: providers({}), signal, progress: () => {} }
  const probe = await media.probe(MUSIC, { signal })
  const music = await decode.run({ track: await blobs.borrow(MUSIC, 'audio/mpeg'), probe }, tools)
  const placed = await Promise.all(
    clips.map(async ({ samples, at, length }) => ({
      audio: await blobs.put(writeWav(samples, RATE), 'audio/wav'),
      at,
      length,
    })),
  )
  const beneath = [{ samples: music, gain: 0, loudness: null }]
  const { full_mix, voice_only, loudness } = await render.run(
    { clips: placed, beneath, length: LENGTH, format, language: 'es', loudness: -14, ceiling: -2 },
    tools,
  )
  return { full: await blobs.path(full_mix), voice: await blobs.path(voice_only), loudness }
}

describe.each(AUDIO_FORMATS)('a dub as %s', (format) => {
  test('is as long as it should be to the sample, at −14 LUFS and under −1 dBTP, each line at its place', async () => {
    const { full, voice, loudness } = await rendered(format)
    for (const path of [full, voice]) {
      const { integrated, peak } = metered(path)
      expect(decoded(path).length).toBe(LENGTH)
      expect(Math.abs(integrated + 14)).toBeLessThanOrEqual(0.5)
      expect(peak).toBeLessThanOrEqual(-1)
    }
    expect(Math.abs(loudness.integrated_lufs! - metered(full).integrated)).toBeLessThanOrEqual(0.5)
    const track = decoded(voice)
    for (const { at, length } of clips) {
      expect(Math.abs(onset(track, at) - at) / RATE).toBeLessThan(0.02)
      // Encoders that lose something leave some noise behind a sound.
      if (format === 'wav' || format === 'flac') {
        expect(magnitude(track.subarray(at + length, at + length + 0.1 * RATE))).toBe(0)
      }
    }
  })
})

function magnitude(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}
