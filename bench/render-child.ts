import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { systemClock } from '../src/clock.ts'
import type { AudioFormat } from '../src/dub/request.ts'
import { Failure } from '../src/failure.ts'
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

const TALK = join(import.meta.dirname, '..', 'fixtures', 'talk.mp3')

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

/** Forty stretches of a person's recording, 1.6 to 3.2 s long. */
async function speak(blobs: BlobStore) {
  const sampleRate = 48_000
  const raw = spawnSync('ffmpeg', ['-v', 'error', '-i', TALK, '-ac', '1', '-ar', '48000', '-f', 'f32le', 'pipe:1'], {
    maxBuffer: 2 ** 26,
  })
  if (raw.status !== 0) throw new Failure('internal', `ffmpeg: ${String(raw.stderr)}`)
  const talk = new Float32Array(new Uint8Array(raw.stdout).buffer)
  const made = Array.from({ length: 40 }, async (_, voice) => {
    const length = Math.round(sampleRate * (1.6 + voice * 0.04))
    const from = Math.floor(((talk.length - length) * voice) / 39)
    const samples = talk.slice(from, from + length)
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
