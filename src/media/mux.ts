import { iso3Of } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { MuxParts, RunOptions } from '../ports/media.ts'
import { type Inspection, inspect } from './inspect.ts'
import { movieTimescale } from './movie-timescale.ts'
import { quotedName } from './quoted-name.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { startsAtUsedStream } from './start-of-time.ts'

/** Puts a picture, untouched, with a dubbed audio track and captions into one file. */
export async function mux(
  { ffmpeg, ffprobe }: { ffmpeg: string; ffprobe: string },
  { picture, audio, captions, language }: MuxParts,
  { path, container }: { readonly path: string; readonly container: 'mp4' | 'mkv' },
  options: RunOptions,
): Promise<void> {
  const seen = await inspect(ffprobe, picture, options.signal)
  const heard = await inspect(ffprobe, audio, options.signal)
  const sound = container === 'mp4' ? [...aacOf(heard), ...(await movieTimescale(ffmpeg, options))] : ['-c:a', 'flac']
  const tag = `language=${iso3Of(language)}`
  const tags = ['-metadata:s:a:0', tag, '-metadata:s:s:0', tag, '-disposition:a:0', 'default']
  await runFfmpeg(
    ffmpeg,
    {
      inputs: [
        { path: picture, options: ['-itsoffset', String(lateness(seen))] },
        { path: audio },
        { path: captions, options: ['-f', 'srt', '-format_whitelist', 'srt'] },
      ],
      outputs: [{ path, options: [...STREAMS, ...WRITTEN_AS[container], ...sound, ...tags] }],
      otherwise: (reason) => notMuxed(picture, container, reason),
    },
    options,
  )
}

/** `V` is a picture that moves: cover art is not one. */
const STREAMS = ['-map', '0:V:0', '-map', '1:a:0', '-map', '2:s:0', '-c:v', 'copy']

const WRITTEN_AS = {
  mp4: ['-c:s', 'mov_text', '-f', 'mp4', '-movflags', '+faststart'],
  // FLAC, for ffmpeg's Matroska cannot skip what AAC puts before the first sample, and would move the picture.
  mkv: ['-c:s', 'srt', '-f', 'matroska'],
}

function aacOf({ streams }: Inspection): string[] {
  const isAac = streams.some(({ codec_name }) => codec_name === 'aac')
  return isAac ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '192k']
}

/** How long after the first of its streams the picture starts, where ffmpeg does not see to that itself. */
function lateness({ format, streams }: Inspection): number {
  const video = streams.find(({ codec_type, disposition }) => codec_type === 'video' && !disposition?.attached_pic)
  if (!video || !startsAtUsedStream(format.format_name)) return 0
  return Math.max(0, video.start_time - format.start_time)
}

function notMuxed(picture: string, container: string, reason: string): Failure {
  return new Failure('input', `The picture of ${quotedName(picture)} cannot be put into ${container}: ${reason}.`)
}
