import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { MuxParts } from '../../src/ports/media.ts'

const run = promisify(execFile)

export type Folder = AsyncDisposable & { readonly path: (name: string) => string; readonly root: string }

/** A folder that is gone with the scope that opened it. */
export async function temporaryFolder(): Promise<Folder> {
  const root = await mkdtemp(join(tmpdir(), 'ytdub-media-'))
  return {
    root,
    path: (name) => join(root, name),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** Has ffmpeg make a file, from lavfi sources as a rule. */
export async function record(path: string, args: readonly string[]): Promise<string> {
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, `file:${path}`])
  return path
}

export const sine = (seconds: number, rate = 48_000) => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=440:duration=${seconds}:sample_rate=${rate}`,
]
export const picture = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc=duration=${seconds}:size=160x120:rate=25`]

/** A picture, one dub and its captions, in Spanish. */
export function dubbedFilm(picture: string, audio: string, captions: string): MuxParts {
  const label = { language: 'es', title: 'Spanish' }
  const [sounds, texts] = [[{ ...label, path: audio }], [{ ...label, path: captions }]]
  return { picture, sounds, original: null, captions: texts }
}

/** What a file plays: interleaved 16-bit samples. */
export async function played(path: string, { channels = 2, rate = 48_000 } = {}): Promise<Int16Array> {
  const how = ['-f', 's16le', '-ac', String(channels), '-ar', String(rate), 'pipe:1']
  const args = ['-nostdin', '-v', 'error', '-i', `file:${path}`, '-map', '0:a:0', ...how]
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1e9 })
  return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength))
}

type Shown = {
  readonly format: {
    readonly format_name: string
    readonly duration: string
    readonly start_time?: string
    readonly tags?: Record<string, string>
  }
  readonly streams: readonly {
    readonly codec_name: string
    readonly codec_type: string
    readonly start_time?: string
    readonly duration?: string
    readonly tags?: Record<string, string>
    readonly disposition: Record<string, number>
  }[]
}

/** What ffprobe says of a file. */
export async function shown(path: string): Promise<Shown> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    `file:${path}`,
  ])
  return JSON.parse(stdout) as Shown
}

/** A stereo sweep in blocks of odd sizes: no stretch of it is like another, so a shift is found. */
export async function* sweep(samples: number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples; ) {
    const block = new Float32Array(Math.min(4801, samples - at) * 2)
    for (let index = 0; index < block.length; index++) block[index] = sweepAt(at + (index >> 1), index & 1)
    yield block
    at += block.length / 2
  }
}

/** One sample of the sweep, from −1 to 1. */
export function sweepAt(sample: number, channel: number): number {
  const seconds = sample / 48_000
  return (channel === 0 ? 0.4 : 0.2) * Math.sin(2 * Math.PI * (200 + 300 * seconds) * seconds)
}

/** By how many samples, at most 40 either way, a stereo recording of the sweep is late. */
export function lagOf(stereo: Int16Array): number {
  const errors = Array.from({ length: 81 }, (_, index) => errorAt(stereo, index - 40))
  return errors.indexOf(Math.min(...errors)) - 40
}

function errorAt(stereo: Int16Array, lag: number): number {
  let error = 0
  for (let sample = 2000; sample < Math.min(stereo.length / 2 - 2000, 40_000); sample++) {
    error += ((stereo[(sample + lag) * 2] ?? 0) / 32_768 - sweepAt(sample, 0)) ** 2
  }
  return error
}

/** Seconds until the first sample that can be heard. */
export function silenceBefore(mono: Int16Array, rate: number): number {
  return mono.findIndex((sample) => Math.abs(sample) > 300) / rate
}
