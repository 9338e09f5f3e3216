import { iso3Of } from '../dub/language.ts'
import type { AudioFormat } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { EncodedFile, RunOptions, SampleBlocks } from '../ports/media.ts'
import { AAC } from './aac.ts'
import { CHUNKS_UNDER_WAY } from './fluent.ts'
import { movieTimescale } from './movie-timescale.ts'
import { setMp3Length } from './mp3-length.ts'
import { ON_BOTH } from './on-both.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** Encodes 48 kHz blocks into one stereo file. The same blocks always give the same bytes. */
export async function encode(
  { ffmpeg }: { ffmpeg: string },
  blocks: SampleBlocks,
  { path, format, language, samples, channels = 2 }: EncodedFile,
  options: RunOptions,
): Promise<void> {
  const lead = format === 'm4a' ? leadOf(samples) : 0
  const exact = format === 'm4a' ? await movieTimescale(ffmpeg, options) : []
  const tag = [TAG[format], `language=${iso3Of(language)}`]
  const raw = ['-f', 'f32le', '-ar', '48000', '-ac', String(channels)]
  const source = bytesOf(blocks, { samples, channels, lead })
  await runFfmpeg(
    ffmpeg,
    {
      inputs: [{ blocks: source, options: raw }],
      outputs: [
        {
          path,
          options: [
            '-af',
            `asetpts=PTS-${lead}${channels === 1 ? `,${ON_BOTH}` : ''}`,
            ...WRITTEN_AS[format],
            ...exact,
            ...tag,
          ],
        },
      ],
      otherwise: (reason) => new Failure('internal', `The audio could not be encoded: ${reason}.`),
    },
    options,
  )
  if (format === 'mp3') await setMp3Length(path, samples)
}

const WRITTEN_AS = {
  m4a: ['-c:a', ...AAC, '-f', 'ipod', '-movflags', '+faststart'],
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

type Length = { readonly samples: number; readonly channels: number; readonly lead: number }

/** The blocks' bytes, in memory that is written over as ffmpeg reads on: hours of sound leave nothing to collect. */
async function* bytesOf(blocks: SampleBlocks, { samples, channels, lead }: Length): AsyncGenerator<Uint8Array> {
  if (lead > 0) yield new Uint8Array(lead * channels * Float32Array.BYTES_PER_ELEMENT)
  const rooms: Buffer[] = []
  let chunks = 0
  let floats = 0
  for await (const { buffer, byteOffset, byteLength, length } of blocks) {
    floats += length
    if (length === 0) continue
    const at = chunks++ % CHUNKS_UNDER_WAY
    const room = roomFor(byteLength, rooms[at])
    rooms[at] = room
    room.set(new Uint8Array(buffer, byteOffset, byteLength))
    yield room.subarray(0, byteLength)
  }
  if (floats !== samples * channels) {
    throw new Failure('internal', `The track holds ${floats / channels} samples and should hold ${samples}.`)
  }
}

function roomFor(bytes: number, room: Buffer | undefined): Buffer {
  return room && room.length >= bytes ? room : Buffer.allocUnsafeSlow(bytes)
}
