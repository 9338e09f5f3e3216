import type { MuxParts, NamedTrack, RunOptions, VideoContainer } from '../ports/media.ts'
import { CONTAINERS, isMp4 } from './containers.ts'
import { type Inspection, inspect, type Stream } from './inspect.ts'
import { labels } from './labels.ts'
import { movieTimescale } from './movie-timescale.ts'
import { pictureOf } from './picture-of.ts'
import { pickAudio } from './probe.ts'
import { quotedName } from './quoted-name.ts'
import type { FfmpegInput, FfmpegOutput } from './run-ffmpeg.ts'
import { startsAtUsedStream } from './start-of-time.ts'

type Film = {
  readonly seen: Inspection
  readonly picture: Stream
  /** The picture's file, then each sound's. */
  readonly inputs: readonly FfmpegInput[]
  /** Which sounds, how they are written, and what a player is told of them. */
  readonly sound: readonly string[]
  /** What ffmpeg has to write besides. */
  readonly beside: readonly FfmpegOutput[]
  /** What kind of file it is. */
  readonly file: readonly string[]
}

type Parts = Pick<MuxParts, 'picture' | 'sounds' | 'original'>

/** All of a film but how its picture is written: what is read, and the options for its sound and its container. */
export async function openFilm(
  { ffmpeg, ffprobe }: { ffmpeg: string; ffprobe: string },
  { picture: path, sounds, original }: Parts,
  container: VideoContainer,
  options: RunOptions,
): Promise<Film> {
  const seen = await inspect(ffprobe, path, options.signal)
  const picture = pictureOf(seen, quotedName(path))
  const own = original ? pickAudio(seen.streams) : undefined
  const dubs = await Promise.all(sounds.map((track) => dubOf(track, container, ffprobe, options)))
  const tracks = original && own ? [...dubs, { ...originalOf(own, container), ...original, path }] : dubs
  const { muxer } = CONTAINERS[container]
  const exact = isMp4(container) ? await movieTimescale(ffmpeg, options) : []
  return {
    seen,
    picture,
    inputs: [{ path }, ...tracks.map((track) => ({ path: track.path, options: ['-itsoffset', String(track.delay)] }))],
    sound: tracks.flatMap((track, index) => soundOptions(track, index, container)),
    beside: keepTime(seen, own ? [0, tracks.length] : [0]),
    file: ['-map_chapters', '0', ...muxer, ...exact],
  }
}

type Sound = NamedTrack & {
  readonly stream: string
  readonly codec: readonly string[]
  /** What is done to it on the way. */
  readonly changes: readonly string[]
  /** Seconds that it is moved by as it is read. */
  readonly delay: number
}

/**
 * What Opus puts before the first sample, in seconds. ffmpeg writes it into Matroska as the codec's delay, which players
 * take off again, and does not add it to the packets' times.
 */
const PRE_SKIP = 312 / 48_000

async function dubOf(
  track: NamedTrack,
  container: VideoContainer,
  ffprobe: string,
  { signal }: RunOptions,
): Promise<Sound> {
  const { streams } = await inspect(ffprobe, track.path, signal)
  const { dub, encoder } = CONTAINERS[container]
  const fits = streams.some(({ codec_name }) => codec_name === dub)
  const delay = dub === 'opus' ? PRE_SKIP : 0
  return { ...track, stream: 'a:0', codec: fits ? ['copy'] : encoder, changes: [], delay }
}

function originalOf(own: Stream, container: VideoContainer): Omit<Sound, keyof NamedTrack> {
  const { takes, encoder, dub } = CONTAINERS[container]
  const codec = own.codec_name ?? ''
  const stream = String(own.index)
  if (takes.has(codec)) {
    return { stream, codec: ['copy'], changes: [], delay: codec === 'opus' && !isMp4(container) ? PRE_SKIP : 0 }
  }
  const filter = `${PLAIN_SURROUND},asetpts=PTS+${dub === 'opus' ? PRE_SKIP : 0}/TB`
  return { stream, codec: encoder, changes: ['-filter', filter], delay: 0 }
}

/** From the picture's zero on, without holes; and libopus knows one way to lay out loudspeakers for each number. */
const PLAIN_SURROUND = 'aresample=async=1:first_pts=0,aformat=channel_layouts=7.1|5.1|quad|stereo|mono'

function soundOptions(
  { codec: written, changes, stream: from, ...track }: Sound,
  index: number,
  container: VideoContainer,
): string[] {
  const [codec = 'copy', ...quality] = written
  const stream = `a:${index}`
  return [
    '-map',
    `${index + 1}:${from}`,
    `-c:${stream}`,
    codec,
    ...[...quality, ...changes].map((word) => (word.startsWith('-') ? `${word}:${stream}` : word)),
    ...labels(track, stream, container),
    `-disposition:${stream}`,
    index === 0 ? 'default' : '0',
  ]
}

/**
 * Where ffmpeg counts time from the first stream that it is told to use, it is told to use the file's first one as well,
 * to no end, so that all stay where they are against each other.
 * @param inputs which inputs are the picture's file
 */
function keepTime({ format, streams }: Inspection, inputs: readonly number[]): FfmpegOutput[] {
  if (!startsAtUsedStream(format.format_name)) return []
  const first = streams.find(({ start_time }) => Math.abs(start_time - format.start_time) < 0.001)
  const used = first ? inputs.flatMap((input) => ['-map', `${input}:${first.index}`]) : []
  return first ? [{ pipe: () => {}, options: [...used, '-c', 'copy', '-f', 'null'] }] : []
}
