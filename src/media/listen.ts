import { rm } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { Listened, Probe, RunOptions } from '../ports/media.ts'
import { audioOf } from './audio-of.ts'
import { notDecoded } from './not-decoded.ts'
import { quotedName } from './quoted-name.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/**
 * Decodes a voice track into a mono WAV file. The same run sends its samples, at their own rate, through a pipe, where
 * they are counted: a container's word for its duration is not to be trusted to the sample.
 */
export async function listen(
  { ffmpeg }: { ffmpeg: string },
  { path, probe }: { readonly path: string; readonly probe: Probe },
  wav: { readonly path: string; readonly sampleRate: number },
  options: RunOptions,
): Promise<Listened> {
  const { sampleRate } = probe.audio
  let bytes = 0
  const mono = (rate: number) => [...audioOf(probe), '-c:a', 'pcm_s16le', '-ac', '1', '-ar', String(rate)]
  const inFile = { path: wav.path, options: [...mono(wav.sampleRate), '-f', 'wav'] }
  const counted = {
    pipe: (chunk: Uint8Array) => {
      bytes += chunk.byteLength
    },
    options: [...mono(sampleRate), '-f', 's16le'],
  }
  const otherwise = (reason: string) => notDecoded(path, reason)
  await runFfmpeg(ffmpeg, { inputs: [{ path }], outputs: [inFile, counted], otherwise }, options)
  if (bytes === 0) {
    await rm(wav.path, { force: true })
    throw new Failure('input', `${quotedName(path)} has no audio in it.`, { hint: 'Check that it plays.' })
  }
  return { samples: bytes / 2, sampleRate }
}
