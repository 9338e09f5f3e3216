import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { AudioFormat } from '../../src/dub/request.ts'
import type { Media } from '../../src/ports/media.ts'
import { record } from './recordings.ts'

const run = promisify(execFile)
const signal = new AbortController().signal

/** When the picture of a film flashes and its sound beeps, and how long it lasts, in seconds. */
const MARKS = [1, 2] as const
const SECONDS = 3

const lit = MARKS.map((mark) => `between(T,${mark - 0.001},${mark + 0.079})`).join('+')
const loud = MARKS.map((mark) => `between(t,${mark},${mark + 0.1})`).join('+')
const FLASHES = `color=black:s=160x120:r=25:d=${SECONDS},geq=lum='if(${lit},235,16)':cb=128:cr=128`
const BEEPS = `aevalsrc='if(${loud},0.5*sin(2*PI*1000*t),0)':s=48000:d=${SECONDS}`

/** A film that flashes and beeps at once. `encode` may cut a beginning off with `-af atrim` or `-vf trim`. */
export function flashAndBeep(path: string, encode: readonly string[]): Promise<string> {
  const pixels = encode.includes('-pix_fmt') ? [] : ['-pix_fmt', 'yuv420p']
  return record(path, ['-f', 'lavfi', '-i', FLASHES, '-f', 'lavfi', '-i', BEEPS, ...pixels, ...encode])
}

type Marks = { readonly flashes: readonly number[]; readonly beeps: readonly (readonly number[])[] }

/** Seconds at which a film's picture turns bright, and at which each of its first sound tracks beeps, for a player. */
export async function marksOf(path: string, tracks: number): Promise<Marks> {
  const log = `${path}.log`
  const filter = `signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=${log}`
  const seen = ['-map', '0:V:0', '-vf', filter, '-f', 'null', '-']
  const heard = Array.from({ length: tracks }, (_, track) => [
    '-map',
    `0:a:${track}`,
    '-af',
    'aresample=48000:async=1:first_pts=0',
    '-ac',
    '1',
    '-f',
    'f32le',
    `file:${path}.${track}`,
  ])
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', `file:${path}`, ...seen, ...heard.flat()])
  const shown = [...(await readFile(log, 'utf8')).matchAll(/pts_time:(\S+)\s+\S+YAVG=(\S+)/g)].map((found) => {
    return { at: Number(found[1]), isLit: Number(found[2]) > 110 }
  })
  const files = await Promise.all(heard.map((_, track) => readFile(`${path}.${track}`)))
  return {
    flashes: shown.flatMap(({ at, isLit }, index) => (isLit && !shown[index - 1]?.isLit ? [at] : [])),
    beeps: files.map(({ buffer, byteOffset, length }) =>
      onsets(new Float32Array(buffer.slice(byteOffset, byteOffset + length)), 1),
    ),
  }
}

/**
 * Dubs a film as ytdub does: listens to it, and puts beeps into a track of their own at the very samples where they were
 * heard.
 */
export async function dubBeeps(media: Media, film: string, path: string, format: AudioFormat): Promise<void> {
  const probe = await media.probe(film, { signal })
  const raw = `${path}.raw`
  await media.decode({ path: film, probe }, { path: raw }, { signal })
  const { buffer, byteOffset, length } = await readFile(raw)
  const heard = Float32Array.from(new Int16Array(buffer, byteOffset, length / 2), (value) => value / 32_768)
  const samples = Math.max(heard.length / 2, Math.round(probe.duration * 48_000))
  const stereo = new Float32Array(samples * 2)
  for (const start of onsets(heard, 2)) {
    const first = Math.round(start * 48_000)
    for (let index = 0; index < 4800; index++) {
      stereo.fill(0.5 * Math.sin(index * 0.131 + 0.3), (first + index) * 2, (first + index) * 2 + 2)
    }
  }
  async function* blocks() {
    yield stereo
  }
  await media.encode(blocks(), { path, format, language: 'es', samples }, { signal })
}

/** Seconds at 48 kHz at which sound comes after a tenth of a second of silence. */
function onsets(samples: ArrayLike<number>, channels: number): number[] {
  const found: number[] = []
  let loudAt = -Infinity
  for (let index = 0; index < samples.length; index += channels) {
    if (Math.abs(samples[index]!) <= 0.1) continue
    if (index - loudAt > 4800 * channels) found.push(index / channels / 48_000)
    loudAt = index
  }
  return found
}
