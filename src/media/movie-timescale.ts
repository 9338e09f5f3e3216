import type { RunOptions } from '../ports/media.ts'
import { runProgram } from '../program.ts'

/**
 * The option that has the length of an MP4 file written to the sample, and not to the millisecond. It came with
 * ffmpeg 5, and an older one stops at what it does not know, so it is asked, once for each program.
 */
export async function movieTimescale(ffmpeg: string, { signal }: RunOptions): Promise<readonly string[]> {
  const known = answers.get(ffmpeg) ?? (await ask(ffmpeg, signal))
  answers.set(ffmpeg, known)
  return known ? ['-movie_timescale', '48000'] : []
}

const answers = new Map<string, boolean>()

async function ask(ffmpeg: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', '-h', 'muxer=mp4'], { signal })
  return Buffer.from(stdout).includes('movie_timescale')
}
