import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { systemClock } from '../src/clock.ts'
import type { AudioFormat } from '../src/dub/request.ts'
import { ffmpegMedia } from '../src/media/ffmpeg-media.ts'
import type { Placed } from '../src/pipeline/sound/voice-track.ts'
import type { StepTools } from '../src/pipeline/stage.ts'
import { decode } from '../src/pipeline/stages/decode.ts'
import { type Beneath, render } from '../src/pipeline/stages/render.ts'
import type { BlobStore } from '../src/ports/stores.ts'
import { providers } from '../src/providers/registry.ts'
import { writeWav } from '../src/sound/wav.ts'
import { openLocalStores } from '../src/stores/local/local-stores.ts'

setFlagsFromString('--semi-space-growth-factor=1') // As the launcher does.

/**
 * `node render-child.ts FOLDER FORMAT MINUTES CLIPS [BACKGROUND]`: mixes the voice, and with a background, which is decoded
 * first, the full mix beside it, and encodes both. Prints its seconds and its peak memory, and leaves the files in the folder.
 */
const [folder = '', format = '', minutes = '', clips = '', path] = process.argv.slice(2)
const home = await mkdtemp(join(tmpdir(), 'ytdub-bench-home-'))
const stores = await openLocalStores(home, systemClock)
const tools: StepTools = {
  ...stores,
  media: ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }),
  providers: providers({}),
  signal: new AbortController().signal,
  progress: () => {},
}
const voices = await speak(stores.blobs)
const track = path === undefined ? undefined : await stores.blobs.borrow(path, 'audio/wav')

const began = performance.now()
const beneath: Beneath[] = []
if (path !== undefined && track !== undefined) {
  const probe = await tools.media.probe(path, { signal: tools.signal })
  beneath.push({ samples: await decode.run({ track, probe }, tools), gain: 0, loudness: null })
}
const length = Number(minutes) * 60 * 48_000
const placed = place(voices, Number(clips), length)
const asked = { language: 'es', loudness: -14, ceiling: -2, format: format as AudioFormat }
const { voice_only, full_mix } = await render.run({ clips: placed, beneath, length, ...asked }, tools)
const seconds = (performance.now() - began) / 1000

process.stdout.write(`${JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`)
await copyFile(await stores.blobs.path(voice_only), join(folder, `voice_only.${format}`))
await copyFile(await stores.blobs.path(full_mix), join(folder, `full_mix.${format}`))
await stores[Symbol.asyncDispose]()
await rm(home, { recursive: true })

/** Forty voices, 1.6 to 3.2 s long: tones that swell like syllables, in a fixed order. */
async function speak(blobs: BlobStore) {
  const sampleRate = 48_000
  const made = Array.from({ length: 40 }, async (_, voice) => {
    const samples = new Float32Array(Math.round(sampleRate * (1.6 + voice * 0.04)))
    for (let index = 0; index < samples.length; index++) {
      const time = index / sampleRate
      const syllable = Math.sin(Math.PI * 4 * time) ** 2
      samples[index] =
        0.5 *
        syllable *
        Math.sin(2 * Math.PI * (110 + voice * 3) * time) *
        (1 + 0.5 * Math.sin(2 * Math.PI * 1500 * time))
    }
    return { audio: await blobs.put(writeWav(samples, sampleRate), 'audio/wav'), seconds: samples.length / sampleRate }
  })
  return Promise.all(made)
}

/** Every clip in a slot of its own, at rates from 1 to 1.25. */
function place(
  voices: readonly { readonly audio: Placed['audio']; readonly seconds: number }[],
  count: number,
  length: number,
): Placed[] {
  return Array.from({ length: count }, (_, index) => {
    const { audio, seconds } = voices[index % voices.length]!
    const rate = 1 + (index % 6) * 0.05
    return { audio, at: Math.floor((index * length) / count), length: Math.round((seconds * 48_000) / rate) }
  })
}
