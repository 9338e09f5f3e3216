import type { RunOptions } from '../ports/media.ts'
import { audioOf } from './audio-of.ts'
import { notDecoded } from './not-decoded.ts'
import { probe } from './probe.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** Decodes a track to a file of raw 16-bit little-endian stereo samples at 48 kHz. */
export async function decode(
  programs: { ffmpeg: string; ffprobe: string },
  { path }: { readonly path: string },
  raw: { readonly path: string },
  options: RunOptions,
): Promise<void> {
  const seen = await probe(programs, path, options)
  // Left to itself, ffmpeg plays a mono track 3 dB softer from two loudspeakers.
  const audio = seen.audio.channels === 1 ? audioOf(seen, 'pan=stereo|c0=c0|c1=c0') : audioOf(seen)
  const stereo = ['-c:a', 'pcm_s16le', '-ac', '2', '-ar', '48000', '-f', 's16le']
  await runFfmpeg(
    programs.ffmpeg,
    {
      inputs: [{ path }],
      outputs: [{ path: raw.path, options: [...audio, ...stereo] }],
      otherwise: (reason) => notDecoded(path, reason),
    },
    options,
  )
}
