import type { DecodedTrack, RunOptions } from '../ports/media.ts'
import { atMost } from './at-most.ts'
import { audioOf } from './audio-of.ts'
import { notDecoded } from './not-decoded.ts'
import { ON_BOTH } from './on-both.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** Decodes a track to a file of raw 16-bit little-endian stereo samples at 48 kHz. */
export async function decode(
  { ffmpeg }: { ffmpeg: string },
  { path, probe, most }: DecodedTrack,
  raw: { readonly path: string },
  options: RunOptions,
): Promise<void> {
  const audio = probe.audio.channels === 1 ? audioOf(probe, ON_BOTH) : audioOf(probe)
  const stereo = ['-c:a', 'pcm_s16le', '-ac', '2', '-ar', '48000', ...atMost(most, 192_000), '-f', 's16le']
  await runFfmpeg(
    ffmpeg,
    {
      inputs: [{ path }],
      outputs: [{ path: raw.path, options: [...audio, ...stereo] }],
      otherwise: (reason) => notDecoded(path, reason),
    },
    options,
  )
}
