import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { AAC } from '../src/media/aac.ts'
import { median } from './median.ts'
import type { Result } from './result.ts'

const MUSIC = join(import.meta.dirname, '..', 'fixtures', 'music.mp3')
const CHILD = join(import.meta.dirname, 'render-child.ts')
/** Minutes of the recordings, and clips in an hour. */
const SHORT = 10
const HOUR = 60
const LONG = 180
const CLIPS_PER_HOUR = 1000
/** When the collector runs is chance, and with it the peak; the seconds of a short recording waver more as well. */
const HOUR_ROUNDS = 2
const SHORT_ROUNDS = 5

type Child = { readonly seconds: number; readonly megabytes: number }

/**
 * Mixes a person's speech into music and encodes the voice alone and the full mix to M4A, in a process of its own; ffmpeg
 * alone encodes the same two files, which were mixed to WAV before, side by side as ours are: as it does when it is told but
 * the bit rate, and, `alike`, with our settings, which are somewhat quicker. They run in turn. Then the same for 10 minutes
 * and for 3 hours, for what memory it takes, and 3 hours of voice alone against one encoder. `--quick` leaves the 3 hours
 * out, whose figures are then missing.
 */
export async function render(flags: readonly string[]): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  try {
    const hour = rounds(HOUR_ROUNDS, folder, HOUR)
    const short = rounds(SHORT_ROUNDS, folder, SHORT)
    const peak = median(short.map(({ ours }) => ours.megabytes))
    const hourPeak = median(hour.map(({ ours }) => ours.megabytes))
    const long = flags.includes('--quick') ? undefined : threeHours(folder)
    return {
      figures: {
        hour_seconds: median(hour.map(({ ours }) => ours.seconds)),
        hour_ffmpeg_seconds: median(hour.map(({ alone }) => alone)),
        hour_to_ffmpeg: median(hour.map(({ ours, alone }) => ours.seconds / alone)),
        hour_to_ffmpeg_alike: median(hour.map(({ ours, alike }) => ours.seconds / alike)),
        ten_minutes_to_ffmpeg: median(short.map(({ ours, alone }) => ours.seconds / alone)),
        ten_minutes_to_ffmpeg_alike: median(short.map(({ ours, alike }) => ours.seconds / alike)),
        ten_minutes_peak_megabytes: peak,
        hour_peak_megabytes: hourPeak,
        hour_peak_to_ten_minutes: hourPeak / peak,
        ...(long && { ...long, three_hours_peak_to_ten_minutes: long.three_hours_peak_megabytes / peak }),
      },
      targets: {
        hour_to_ffmpeg: 1.25,
        hour_to_ffmpeg_alike: 1.25,
        hour_peak_megabytes: 200,
        hour_peak_to_ten_minutes: 1.15,
        ...(long && {
          three_hours_peak_megabytes: 200,
          three_hours_peak_to_ten_minutes: 1.15,
          three_hours_voice_peak_megabytes: 200,
        }),
      },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const STEMS = ['voice_only', 'full_mix'] as const

const PLAIN = ['aac', '-b', '192k'] as const

type Round = { readonly ours: Child; readonly alone: number; readonly alike: number }

/** Ours and ffmpeg alone in turn, with one background. */
function rounds(count: number, folder: string, minutes: number): Round[] {
  const path = background(folder, minutes)
  mix(folder, 'wav', minutes, path)
  return Array.from({ length: count }, () => ({
    ours: mix(folder, 'm4a', minutes, path),
    alone: encode(folder, STEMS, PLAIN),
    alike: encode(folder, STEMS, AAC),
  }))
}

function threeHours(folder: string) {
  const both = mix(folder, 'm4a', LONG, background(folder, LONG))
  const voice = mix(folder, 'm4a', LONG)
  mix(folder, 'wav', LONG)
  return {
    three_hours_seconds: both.seconds,
    three_hours_peak_megabytes: both.megabytes,
    three_hours_voice_seconds: voice.seconds,
    three_hours_voice_to_ffmpeg: voice.seconds / encode(folder, ['voice_only'], PLAIN),
    three_hours_voice_peak_megabytes: voice.megabytes,
  }
}

/** Music, over and over. */
function background(folder: string, minutes: number): string {
  const path = join(folder, `${minutes}.wav`)
  ffmpeg(['-stream_loop', '-1', '-i', MUSIC, '-ac', '2', '-ar', '48000', '-t', String(minutes * 60), path])
  return path
}

function mix(folder: string, format: 'm4a' | 'wav', minutes: number, path?: string): Child {
  process.stderr.write(`${minutes} minutes, ${path === undefined ? 'the voice' : 'both stems'}, ${format}\n`)
  const clips = Math.round((minutes / 60) * CLIPS_PER_HOUR)
  const args = [CHILD, folder, format, String(minutes), String(clips), ...(path === undefined ? [] : [path])]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Failure('internal', stderr)
  return JSON.parse(stdout) as Child
}

/** The seconds that ffmpeg alone takes for these stems, all at once. */
function encode(folder: string, stems: readonly (typeof STEMS)[number][], codec: readonly string[]): number {
  const began = performance.now()
  const script =
    'codec=$1; shift\n' +
    'for one in "$@"; do ffmpeg -nostdin -v error -y -i "$0/$one.wav" -c:a $codec "$0/alone-$one.m4a" & all="$all $!"; done\n' +
    'for one in $all; do wait $one || exit 1; done'
  const { status } = spawnSync('sh', ['-c', script, folder, codec.join(' '), ...stems])
  if (status !== 0) throw new Failure('internal', 'ffmpeg failed')
  return (performance.now() - began) / 1000
}

function ffmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Failure('internal', stderr)
}
