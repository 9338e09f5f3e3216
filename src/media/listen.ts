import { rm } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { DecodedTrack, HeardFile, Listened, RunOptions } from '../ports/media.ts'
import { atMost } from './at-most.ts'
import { audioOf } from './audio-of.ts'
import { AS_OPUS } from './compress.ts'
import { notDecoded } from './not-decoded.ts'
import { quotedName } from './quoted-name.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/**
 * Decodes a voice track into a mono WAV or Ogg Opus file. The same run sends its samples, at their own rate, through a pipe, where
 * they are counted: a container's word for its duration is not to be trusted to the sample.
 */
export async function listen(
  { ffmpeg }: { ffmpeg: string },
  { path, probe, most }: DecodedTrack,
  { path: to, sampleRate: rate, format = 'wav' }: HeardFile,
  options: RunOptions,
): Promise<Listened> {
  const { sampleRate } = probe.audio
  let bytes = 0
  const pcm = ['-c:a', 'pcm_s16le', '-ac', '1']
  const at = (hertz: number) => [...audioOf(probe), '-ar', String(hertz)]
  const as = format === 'opus' ? [...AS_OPUS, ...atMost(most)] : [...pcm, ...atMost(most, rate * 2), '-f', 'wav']
  const inFile = { path: to, options: [...at(rate), ...as] }
  const counted = {
    pipe: (chunk: Uint8Array) => {
      bytes += chunk.byteLength
    },
    options: [...at(sampleRate), ...pcm, ...atMost(most, sampleRate * 2), '-f', 's16le'],
  }
  const otherwise = (reason: string) => notDecoded(path, reason)
  await runFfmpeg(ffmpeg, { inputs: [{ path }], outputs: [inFile, counted], otherwise }, options)
  if (bytes === 0) {
    await rm(to, { force: true })
    throw new Failure('input', `${quotedName(path)} has no audio in it.`, { hint: 'Check that it plays.' })
  }
  return { samples: bytes / 2, sampleRate }
}
