import { Failure } from '../failure.ts'
import type { Probe, RunOptions } from '../ports/media.ts'
import { inspect, OTHER_FILE, type Stream } from './inspect.ts'
import { pictureEnd } from './picture-end.ts'
import { movingPicture } from './picture-of.ts'
import { quotedName } from './quoted-name.ts'

/**
 * Tells what a file holds, and picks the audio stream to listen to.
 * @throws {Failure} `input`, where it is no media file or has no audio.
 */
export async function probe({ ffprobe }: { ffprobe: string }, path: string, { signal }: RunOptions): Promise<Probe> {
  const { format, streams } = await inspect(ffprobe, path, signal)
  const audio = pickAudio(streams)
  if (!audio) throw withoutAudio(streams, quotedName(path))
  const picture = movingPicture({ streams })
  const { index: stream, sample_rate: sampleRate, channels, start_time: start } = audio
  const ends = picture && pictureEnd(picture, format.start_time)
  const language = audio.tags?.language ?? format.tags?.language
  return {
    duration: format.duration || Math.max(...streams.map(({ duration }) => duration)),
    format: format.format_name,
    audio: {
      stream,
      sampleRate,
      channels,
      late: Math.max(0, start - format.start_time),
      ...(language && { language }),
    },
    video: picture !== undefined,
    videoCodec: picture?.codec_name ?? null,
    ...(ends !== undefined && { pictureDuration: ends }),
  }
}

/** The stream marked as the default one, else the first; not one in a codec that this ffprobe does not know. */
export function pickAudio(streams: readonly Stream[]): Stream | undefined {
  const known = streams.filter(isDecodable)
  return known.find(({ disposition }) => disposition?.default) ?? known[0]
}

function isDecodable({ codec_type, codec_name, sample_rate, channels }: Stream): boolean {
  return (
    codec_type === 'audio' && codec_name !== undefined && codec_name !== 'unknown' && sample_rate > 0 && channels > 0
  )
}

function withoutAudio(streams: readonly Stream[], name: string): Failure {
  const unknown = streams.some(({ codec_type }) => codec_type === 'audio')
  return unknown
    ? new Failure('input', `${name} has audio in a format that ffmpeg cannot decode.`, { hint: OTHER_FILE })
    : new Failure('input', `${name} has no audio.`, { hint: 'Give a recording in which somebody speaks.' })
}
