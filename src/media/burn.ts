import { rm, writeFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { BurnParts, RunOptions, VideoContainer, VideoFile } from '../ports/media.ts'
import { type Screen, toAss } from './ass.ts'
import { isMp4 } from './containers.ts'
import { openFilm } from './film.ts'
import { filterValue } from './filter-value.ts'
import type { Stream } from './inspect.ts'
import { mustBePaintable } from './paintable.ts'
import { quotedName } from './quoted-name.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { unevenFrames } from './uneven-frames.ts'

/** A film with captions painted into its picture, which is encoded anew. */
export async function burn(
  programs: { ffmpeg: string; ffprobe: string },
  parts: BurnParts,
  { path, container }: VideoFile,
  options: RunOptions,
): Promise<void> {
  const { captions, picture } = parts
  const text = captions.flatMap(({ rows }) => rows).join('')
  const scratch = `${path}.ass`
  await mustBePaintable(programs.ffmpeg, text, scratch, options)
  const film = await openFilm(programs, parts, container, options)
  const painted = ['-map', `0:${film.picture.index}`, '-filter:v:0', `ass=filename=${filterValue(scratch)}`]
  const times = await unevenFrames(programs.ffmpeg, options)
  const written = [...painted, ...encoded(film.picture, container), ...times, ...film.sound, ...film.file]
  try {
    await writeFile(scratch, toAss(captions, screenOf(film.picture)), { mode: 0o600 })
    await runFfmpeg(
      programs.ffmpeg,
      {
        inputs: film.inputs,
        outputs: [{ path, options: written, keepsTags: true }, ...film.beside],
        otherwise: (reason) => notPainted(picture, reason),
      },
      options,
    )
  } finally {
    await rm(scratch, { force: true })
  }
}

/** ffmpeg turns a picture upright before it is painted on. */
function screenOf({ width, height, side_data_list = [], color_transfer = '' }: Stream): Screen {
  const turn = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0
  const isHdr = HDR.has(color_transfer)
  return turn % 180 === 0 ? { width, height, isHdr } : { width: height, height: width, isHdr }
}

const HDR = new Set(['smpte2084', 'arib-std-b67'])

/** Near enough to the original that nobody sees the difference; a picture of more than eight bits keeps them. */
function encoded(picture: Stream, container: VideoContainer): string[] {
  const exact = ['-flags:v', '+bitexact', ...coloursOf(picture)]
  const isDeep = /(9|1\d)(le|be)$/.test(picture.pix_fmt ?? '')
  const pixels = ['-pix_fmt', isDeep ? 'yuv420p10le' : 'yuv420p']
  if (container === 'webm') return ['-c:v', 'libvpx-vp9', '-crf', '24', '-b:v', '0', ...VP9, ...pixels, ...exact]
  if (isDeep) {
    const named = isMp4(container) ? ['-tag:v:0', 'hvc1'] : []
    return ['-c:v', 'libx265', '-crf', '20', ...QUIET, ...named, ...pixels, ...exact]
  }
  return ['-c:v', 'libx264', '-crf', '18', '-preset', 'medium', ...pixels, ...exact]
}

const VP9 = ['-deadline', 'good', '-cpu-used', '3', '-row-mt', '1']
const QUIET = ['-x265-params', 'log-level=error']

function coloursOf({ color_space, color_primaries, color_transfer, color_range }: Stream): string[] {
  const told = { colorspace: color_space, color_primaries, color_trc: color_transfer, color_range }
  return Object.entries(told).flatMap(([option, value]) => {
    return value === undefined || value === 'unknown' ? [] : [`-${option}`, value]
  })
}

function notPainted(picture: string, reason: string): Failure {
  return new Failure('input', `Captions cannot be painted into the picture of ${quotedName(picture)}: ${reason}.`)
}
