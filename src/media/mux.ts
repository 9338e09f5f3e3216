import { Failure } from '../failure.ts'
import type { MuxParts, NamedTrack, RunOptions, VideoContainer, VideoFile } from '../ports/media.ts'
import { CONTAINERS, isMp4 } from './containers.ts'
import { openFilm } from './film.ts'
import type { Inspection, Stream } from './inspect.ts'
import { labels } from './labels.ts'
import { quotedName } from './quoted-name.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** Puts a picture, untouched, with sound tracks and captions into one file. */
export async function mux(
  programs: { ffmpeg: string; ffprobe: string },
  parts: MuxParts,
  { path, container }: VideoFile,
  options: RunOptions,
): Promise<void> {
  const film = await openFilm(programs, parts, container, options)
  const { captions, picture } = parts
  const texts = captions.flatMap((track, index) => captionOptions(track, index, film.inputs.length, container))
  const written = [...pictureOptions(film, container), ...film.sound, ...texts, ...coverOptions(film, container)]
  await runFfmpeg(
    programs.ffmpeg,
    {
      inputs: [...film.inputs, ...captions.map((text) => ({ path: text.path, options: AS_SRT }))],
      outputs: [{ path, options: [...written, ...film.file], keepsTags: true }, ...film.beside],
      otherwise: (reason) => notMuxed(picture, container, reason),
    },
    options,
  )
}

type Copied = { readonly seen: Inspection; readonly picture: Stream }

const AS_SRT = ['-f', 'srt', '-format_whitelist', 'srt']

function pictureOptions({ seen, picture }: Copied, container: VideoContainer): string[] {
  const copied = ['-map', `0:${picture.index}`, '-c:v', 'copy']
  // Apple's players know H.265 in MP4 by this name only; what comes from MP4 keeps its own, to which its packets fit.
  const renamed = picture.codec_name === 'hevc' && isMp4(container) && !seen.format.format_name.startsWith('mov')
  return renamed ? [...copied, '-tag:v:0', 'hvc1'] : copied
}

function captionOptions(track: NamedTrack, index: number, before: number, container: VideoContainer): string[] {
  const stream = `s:${index}`
  const codec = CONTAINERS[container].captions
  const text = ['-map', `${before + index}:s:0`, `-c:${stream}`, codec, `-disposition:${stream}`, '0']
  return [...text, ...labels(track, stream, container)]
}

/** Cover art goes along where it is kept beside the picture. */
function coverOptions({ seen }: Pick<Copied, 'seen'>, container: VideoContainer): string[] {
  const cover = seen.streams.find(({ disposition }) => disposition?.attached_pic)
  const fits = isMp4(container) && COVERS.has(cover?.codec_name ?? '')
  return cover && fits ? ['-map', `0:${cover.index}`, '-disposition:v:1', 'attached_pic'] : []
}

const COVERS = new Set(['mjpeg', 'png'])

function notMuxed(picture: string, container: string, reason: string): Failure {
  return new Failure('input', `The picture of ${quotedName(picture)} cannot be put into ${container}: ${reason}.`)
}
