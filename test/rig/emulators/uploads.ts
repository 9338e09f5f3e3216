import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { temporaryFolder } from '../home.ts'

const run = promisify(execFile)
const PROBE = ['-v', 'error', '-of', 'json', '-show_entries', 'format=duration:stream=codec_type,channels']

/** Length (seconds) and channels of uploaded bytes; undefined where they are no recording. */
export async function probeUpload(audio: Buffer): Promise<{ seconds: number; channels: number } | undefined> {
  await using folder = await temporaryFolder()
  // No ending: the name must not tell what the bytes do not.
  const path = folder.at('upload')
  await writeFile(path, audio)
  const probed = await run('ffprobe', [...PROBE, path]).catch(() => undefined)
  if (probed === undefined) return undefined
  const { format, streams } = JSON.parse(probed.stdout) as {
    readonly format?: { readonly duration?: string }
    readonly streams?: readonly { readonly codec_type?: string; readonly channels?: number }[]
  }
  const sound = streams?.find(({ codec_type }) => codec_type === 'audio')
  const seconds = Number(format?.duration)
  return sound && seconds > 0 ? { seconds, channels: sound.channels ?? 1 } : undefined
}
