import { iso3Of } from '../dub/language.ts'
import type { AudioFormat } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { EncodedFile, RunOptions, StereoBlocks } from '../ports/media.ts'
import { movieTimescale } from './movie-timescale.ts'
import { setMp3Length } from './mp3-length.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** Encodes 48 kHz stereo blocks into one file. The same blocks always give the same bytes. */
export async function encode(
  { ffmpeg }: { ffmpeg: string },
  blocks: StereoBlocks,
  { path, format, language, samples }: EncodedFile,
  options: RunOptions,
): Promise<void> {
  const lead = format === 'm4a' ? leadOf(samples) : 0
  const exact = format === 'm4a' ? await movieTimescale(ffmpeg, options) : []
  const tag = [TAG[format], `language=${iso3Of(language)}`]
  await runFfmpeg(
    ffmpeg,
    {
      inputs: [{ blocks: bytesOf(blocks, samples, lead), options: ['-f', 'f32le', '-ar', '48000', '-ac', '2'] }],
      outputs: [{ path, options: ['-af', `asetpts=PTS-${lead}`, ...WRITTEN_AS[format], ...exact, ...tag] }],
      otherwise: (reason) => new Failure('internal', `The audio could not be encoded: ${reason}.`),
    },
    options,
  )
  if (format === 'mp3') await setMp3Length(path, samples)
}

const WRITTEN_AS = {
  m4a: ['-c:a', 'aac', '-b:a', '192k', '-f', 'ipod', '-movflags', '+faststart'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '192k', '-f', 'mp3', '-id3v2_version', '3'],
  // A file of over 4 GB, from six hours on, needs the longer header.
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav', '-rf64', 'auto'],
  flac: ['-c:a', 'flac', '-sample_fmt', 's16', '-f', 'flac'],
  opus: ['-c:a', 'libopus', '-b:a', '160k', '-f', 'opus'],
} satisfies Record<AudioFormat, readonly string[]>

/** Whether a format keeps the language with the stream or, having only one, with the file. */
const TAG = {
  m4a: '-metadata:s:a:0',
  mp3: '-metadata',
  wav: '-metadata',
  flac: '-metadata',
  opus: '-metadata:s:a:0',
} satisfies Record<AudioFormat, string>

/** Samples in one frame of AAC. */
const FRAME = 1024

/**
 * Silent samples to put before the first one, which the edit list skips again. Many players, ffmpeg among them, begin
 * an MP4 file exactly where its edit list says, but play its last frame to the end: so the end is made to fall on one.
 */
function leadOf(samples: number): number {
  return samples < FRAME ? 0 : (FRAME - (samples % FRAME)) % FRAME
}

async function* bytesOf(blocks: StereoBlocks, samples: number, lead: number): AsyncGenerator<Uint8Array> {
  if (lead > 0) yield new Uint8Array(lead * 8)
  let floats = 0
  for await (const block of blocks) {
    floats += block.length
    if (block.length > 0) yield Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  }
  if (floats !== samples * 2) {
    throw new Failure('internal', `The track holds ${floats / 2} samples and should hold ${samples}.`)
  }
}
