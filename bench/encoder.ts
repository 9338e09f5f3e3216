import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { AAC } from '../src/media/aac.ts'
import { noiseToMask } from './encoder-noise.ts'
import type { Result } from './result.ts'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const TALK = ['-i', join(FIXTURES, 'talk.mp3')]
const MUSIC = ['-i', join(FIXTURES, 'music.mp3')]
const MIXED = 'amix=inputs=2:duration=shortest:normalize=0'
/** As ffmpeg's wiki has it, at the bit rate that is delivered. */
const PLAIN = ['aac', '-b', '192k']

const SOUNDS: Readonly<Record<string, readonly string[]>> = {
  talk: TALK,
  music: MUSIC,
  both: [...TALK, ...MUSIC, '-filter_complex', `[1]volume=0.3[music];[0][music]${MIXED}`],
}

const WAYS: Readonly<Record<string, readonly string[]>> = {
  ours: AAC,
  plain: PLAIN,
  without_intensity: [...PLAIN, '-aac_is', '0'],
  without_noise: [...PLAIN, '-aac_pns', '0'],
  without_shaping: [...PLAIN, '-aac_tns', '0'],
  fast: [...PLAIN, '-aac_coder', 'fast'],
}

/**
 * What is lost of a sound on its way through ffmpeg's AAC, with our settings, ffmpeg's own, and each that makes the
 * difference: how loud the error is against what the sound hides of it (dB, mean over frames), and kilobits a second.
 */
export async function encoder(): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  try {
    const figures: Record<string, number> = {}
    for (const [sound, input] of Object.entries(SOUNDS)) {
      const original = join(folder, `${sound}.wav`)
      ffmpeg([...input, '-ac', '2', '-ar', '48000', '-t', '60', original])
      const samples = left(original)
      for (const [way, options] of Object.entries(WAYS)) {
        const path = join(folder, 'encoded.m4a')
        ffmpeg(['-i', original, '-c:a', ...options, path])
        figures[`${sound}_${way}_noise_to_mask`] = noiseToMask(samples, left(path))
      }
      figures[`${sound}_ours_over_plain`] =
        figures[`${sound}_ours_noise_to_mask`]! - figures[`${sound}_plain_noise_to_mask`]!
    }
    const targets = Object.fromEntries(Object.keys(SOUNDS).map((sound) => [`${sound}_ours_over_plain`, 0]))
    return { figures, targets }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The left channel: folded down, a difference between the two would go unheard. */
function left(path: string): Float32Array {
  const { stdout } = ffmpeg(['-i', path, '-af', 'pan=mono|c0=c0', '-f', 'f32le', 'pipe:1'])
  return new Float32Array(new Uint8Array(stdout).buffer)
}

function ffmpeg(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], {
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Failure('internal', `ffmpeg: ${String(stderr)}`)
  return { stdout }
}
