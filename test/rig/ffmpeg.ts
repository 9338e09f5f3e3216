import { spawnSync } from 'node:child_process'

/** Runs ffmpeg to make a test's file. @returns its log. */
export function ffmpeg(...args: readonly string[]): string {
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-y', '-hide_banner', ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}\n${stderr}`)
  return stderr
}

/** Mono samples of a file as ffmpeg hears it, −1 … 1, at a rate; `samples.length` is the file's true length. */
export function decoded(path: string, sampleRate = 48_000): Float32Array {
  const args = [
    '-nostdin',
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:a:0',
    '-ac',
    '1',
    '-ar',
    String(sampleRate),
    '-f',
    'f32le',
    '-',
  ]
  const { status, stdout, stderr } = spawnSync('ffmpeg', args, { maxBuffer: 1 << 30 })
  if (status !== 0) throw new Error(String(stderr))
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length))
}

/** Integrated loudness (LUFS) and true peak (dBTP) by ffmpeg's own meter. */
export function metered(path: string): { readonly integrated: number; readonly peak: number } {
  const log = ffmpeg('-i', path, '-map', '0:a:0', '-af', 'ebur128=peak=true', '-f', 'null', '-')
  const summary = log.slice(log.lastIndexOf('Summary:'))
  return {
    integrated: Number(/I:\s+(\S+) LUFS/.exec(summary)?.[1]),
    peak: Number(/Peak:\s+(\S+) dBFS/.exec(summary)?.[1]),
  }
}

/** A few seconds of real speech, cut from a recording: `-ss` and `-t`, and how to encode it. */
export function cut(from: string, to: string, start: number, seconds: number, ...encode: readonly string[]): void {
  ffmpeg('-v', 'error', '-ss', String(start), '-t', String(seconds), '-i', from, ...encode, to)
}
