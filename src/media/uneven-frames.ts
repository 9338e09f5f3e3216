import type { RunOptions } from '../ports/media.ts'
import { runProgram } from '../program.ts'

/**
 * The options with which frames that do not come at even times keep theirs, to 1/90,000 s. What says so bears another
 * name since ffmpeg 5.1, so it is asked, once for each program.
 */
export async function unevenFrames(ffmpeg: string, { signal }: RunOptions): Promise<readonly string[]> {
  const known = answers.get(ffmpeg) ?? (await ask(ffmpeg, signal))
  answers.set(ffmpeg, known)
  return [known ? '-fps_mode' : '-vsync', 'vfr', '-enc_time_base', '1:90000']
}

const answers = new Map<string, boolean>()

async function ask(ffmpeg: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', '-h', 'long'], { signal })
  return Buffer.from(stdout).includes('-fps_mode')
}
