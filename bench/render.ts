import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { median } from './median.ts'
import type { Result } from './result.ts'

const CHILD = join(import.meta.dirname, 'render-child.ts')
/** Minutes of the long and of the short recording, and clips in an hour. */
const LONG = 60
const SHORT = 10
const CLIPS_PER_HOUR = 1000
/** When the collector runs is chance, and with it the peak; the seconds of a short recording waver more as well. */
const LONG_ROUNDS = 3
const SHORT_ROUNDS = 5

type Child = { readonly seconds: number; readonly megabytes: number }

/**
 * Mixes clips into a background and encodes it to M4A, in a process of its own; ffmpeg alone encodes the same background.
 * Both begin with the same file and run in turn. The voice alone, which the product encodes beside the full mix, is
 * measured against ffmpeg encoding two files at once.
 */
export async function render(): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  try {
    const long = background(folder, LONG)
    const short = background(folder, SHORT)
    const hour = rounds(LONG_ROUNDS, () => ({ ours: mix(long, LONG, 'full_mix'), alone: encode(folder, long, 1) }))
    const both = { ours: mix(long, LONG, 'voice_only,full_mix'), alone: encode(folder, long, 2) }
    const minutes = rounds(SHORT_ROUNDS, () => ({
      ours: mix(short, SHORT, 'full_mix'),
      alone: encode(folder, short, 1),
    }))
    const peak = median(hour.map(({ ours }) => ours.megabytes))
    const shortPeak = median(minutes.map(({ ours }) => ours.megabytes))
    return {
      figures: {
        hour_seconds: median(hour.map(({ ours }) => ours.seconds)),
        hour_ffmpeg_seconds: median(hour.map(({ alone }) => alone)),
        hour_to_ffmpeg: median(hour.map(({ ours, alone }) => ours.seconds / alone)),
        ten_minutes_to_ffmpeg: median(minutes.map(({ ours, alone }) => ours.seconds / alone)),
        both_stems_to_ffmpeg_twice: both.ours.seconds / both.alone,
        hour_peak_megabytes: peak,
        ten_minutes_peak_megabytes: shortPeak,
        both_stems_peak_megabytes: both.ours.megabytes,
        hour_peak_to_ten_minutes: peak / shortPeak,
      },
      targets: { hour_to_ffmpeg: 1.5, hour_peak_megabytes: 250, hour_peak_to_ten_minutes: 1.15 },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function rounds<Figures>(count: number, measure: () => Figures): Figures[] {
  return Array.from({ length: count }, measure)
}

/** Two detuned chords with some noise: an encoder has work with it. */
function background(folder: string, minutes: number): string {
  const path = join(folder, `${minutes}.wav`)
  const sound =
    'aevalsrc=0.1*sin(440*t)+0.1*sin(1661*t)+0.05*random(0)|0.1*sin(523*t)+0.1*sin(1318*t)+0.05*random(1):s=48000'
  ffmpeg(['-f', 'lavfi', '-i', sound, '-t', String(minutes * 60), path])
  return path
}

function mix(path: string, minutes: number, stems: string): Child {
  const clips = String(Math.round((minutes / 60) * CLIPS_PER_HOUR))
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, path, clips, stems], { encoding: 'utf8' })
  if (status !== 0) throw new Failure('internal', stderr)
  return JSON.parse(stdout) as Child
}

function encode(folder: string, path: string, copies: number): number {
  const began = performance.now()
  const outputs = Array.from({ length: copies }, (_, copy) => join(folder, `alone-${copy}.m4a`))
  const script = outputs
    .map(() => 'ffmpeg -nostdin -v error -y -i "$0" -c:a aac -b:a 192k "$1" & all="$all $!"; shift')
    .join('\n')
  const { status } = spawnSync('sh', [
    '-c',
    `${script}\nfor one in $all; do wait $one || exit 1; done`,
    path,
    ...outputs,
  ])
  if (status !== 0) throw new Failure('internal', 'ffmpeg failed')
  return (performance.now() - began) / 1000
}

function ffmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Failure('internal', stderr)
}
