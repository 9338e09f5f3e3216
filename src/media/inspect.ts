import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import { runProgram } from '../program.ts'
import { BOUNDED } from './bounded.ts'
import { readableFormats } from './formats.ts'
import { quotedName } from './quoted-name.ts'

export type Inspection = z.infer<typeof answerSchema>
export type Stream = Inspection['streams'][number]

export const OTHER_FILE = 'Give an audio or video file, such as MP3, M4A, WAV, FLAC, OGG, MP4, MKV or WebM.'

/**
 * Asks ffprobe what a file holds.
 * @throws {Failure} `input`, where it cannot be read or is no media file.
 */
export async function inspect(ffprobe: string, path: string, signal: AbortSignal): Promise<Inspection> {
  const name = quotedName(path)
  await mustBeReadable(path, name)
  const asked = [...BOUNDED, '-v', 'error', '-of', 'json', '-show_format', '-show_streams']
  const local = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', readableFormats()]
  const ran = runProgram(ffprobe, [...asked, ...local, '-i', `file:${path}`], { signal })
  const { stdout, exitCode } = await ran.catch((cause: unknown) => {
    throw crashed(cause) ? new Failure('input', `${name} makes ffprobe crash.`, { hint: NEWER, cause }) : cause
  })
  const answer = exitCode === 0 ? parse(Buffer.from(stdout).toString('utf8')) : undefined
  if (answer) return answer
  throw new Failure('input', `${name} is no audio or video file that ffmpeg can read.`, { hint: OTHER_FILE })
}

const NEWER = 'Install a newer ffmpeg (see: ytdub setup), or convert the file to WAV or MP4 and give that.'

/** The ffprobe that npm brings along does so on every MPEG transport stream. */
function crashed(error: unknown): boolean {
  return error instanceof Failure && error.code === 'vendor'
}

async function mustBeReadable(path: string, name: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EACCES') throw notReadable(name, cause)
    throw new Failure('input', `${name} does not exist.`, { hint: 'Check the name and the folder.', cause })
  })
  if (found.isDirectory()) throw new Failure('input', `${name} is a folder.`, { hint: 'Give the file itself.' })
  // A pipe or a device would keep ffprobe waiting for ever.
  if (!found.isFile()) throw new Failure('input', `${name} is not a file.`, { hint: OTHER_FILE })
  if (found.size === 0) throw new Failure('input', `${name} is empty.`, { hint: 'Copy or download it again.' })
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw notReadable(name, cause)
  })
}

function notReadable(name: string, cause: unknown): Failure {
  return new Failure('input', `${name} may not be read.`, { hint: 'Change its permissions: chmod +r', cause })
}

const number = z.coerce.number()

const tagsSchema = z.object({ language: z.string(), DURATION: z.string() }).partial().optional().catch(undefined)

const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  sample_rate: number.catch(0),
  channels: number.catch(0),
  start_time: number.catch(0),
  duration: number.catch(0),
  disposition: z.object({ default: z.int(), attached_pic: z.int() }).partial().optional(),
  width: number.catch(0),
  height: number.catch(0),
  pix_fmt: z.string().optional(),
  color_space: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  color_range: z.string().optional(),
  side_data_list: z
    .array(z.object({ rotation: number }).partial())
    .optional()
    .catch(undefined),
  tags: tagsSchema,
})

const answerSchema = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: number.catch(0),
    duration: number.catch(0),
    tags: tagsSchema,
  }),
  streams: z.array(streamSchema),
})

function parse(text: string): Inspection | undefined {
  try {
    return answerSchema.parse(JSON.parse(text))
  } catch {
    return undefined // Old builds end well and answer `{}` where they could not read the file.
  }
}
