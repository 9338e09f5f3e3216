import { Failure } from '../failure.ts'
import type { RunOptions } from '../ports/media.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/**
 * Bits per second of mono speech. Recognisers hear no difference from the original at this rate, and an hour is 11 MB
 * instead of 115.
 */
const BIT_RATE = '24k'

/**
 * What libopus may do to make a file sound better, 0 … 10. Somebody waits for the upload: with `voip` and 10, an hour of
 * speech takes a minute to compress; with `audio` and 3 a quarter of that, and a recognizer makes no more mistakes. (`voip`
 * with less than 10 is as quick, but loses whole tones.)
 */
const EFFORT = '3'

const LIBOPUS = ['-c:a', 'libopus', '-b:a', BIT_RATE, '-application', 'audio', '-compression_level', EFFORT]

/** How ffmpeg writes speech for an upload. */
export const AS_OPUS = [...LIBOPUS, '-ac', '1', '-f', 'opus']

/** Encodes a piece of a mono WAV file to Ogg Opus. */
export async function compress(
  { ffmpeg }: { ffmpeg: string },
  { path, from, to }: { readonly path: string; readonly from: number; readonly to: number },
  opus: { readonly path: string },
  options: RunOptions,
): Promise<void> {
  const cut = ['-af', `atrim=start_sample=${from}:end_sample=${to},asetpts=PTS-STARTPTS`]
  const otherwise = (reason: string) => new Failure('internal', `The recording could not be compressed: ${reason}.`)
  const outputs = [{ path: opus.path, options: [...cut, ...AS_OPUS] }]
  await runFfmpeg(ffmpeg, { inputs: [{ path }], outputs, otherwise }, options)
}
