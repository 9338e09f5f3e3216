import { spawnSync } from 'node:child_process'
import { readWav, type Sound } from '../../src/sound/wav.ts'

function run(program: string, options: readonly string[], input?: Uint8Array) {
  const result = spawnSync(program, options, { maxBuffer: 2 ** 28, ...(input === undefined ? {} : { input }) })
  if (result.status !== 0) throw new Error(`${program} failed: ${result.error?.message ?? result.stderr.toString()}`)
  return result
}

/** What espeak-ng writes to a pipe: a WAV whose header does not know its length. */
export function espeakWav(text: string, options: readonly string[] = []): Uint8Array {
  return run('espeak-ng', ['--stdout', ...options, text]).stdout
}

export function speak(text: string, options: readonly string[] = []): Sound {
  return readWav(espeakWav(text, options))
}

/** Passes sound through ffmpeg with these output options, and gives back what it wrote. */
export function ffmpegWav(input: Uint8Array, options: readonly string[]): Uint8Array {
  return run('ffmpeg', ['-hide_banner', '-v', 'error', '-i', 'pipe:0', ...options, 'pipe:1'], input).stdout
}

/** Integrated loudness (LUFS) and true peak (dBTP) as ffmpeg's `ebur128` measures interleaved stereo. */
export function ffmpegLoudness(
  interleaved: Float32Array,
  rate: number,
): { readonly integrated: number; readonly peak: number } {
  const bytes = new Uint8Array(interleaved.buffer, interleaved.byteOffset, interleaved.byteLength)
  const format = ['-f', 'f32le', '-ar', `${rate}`, '-ac', '2', '-i', 'pipe:0']
  const { stderr } = run(
    'ffmpeg',
    ['-hide_banner', '-nostats', ...format, '-af', 'ebur128=peak=true', '-f', 'null', '-'],
    bytes,
  )
  const summary = stderr.toString().split('Summary:').at(-1)!
  return {
    integrated: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    peak: Number(/Peak:\s+(-?[\d.]+|-inf) dBFS/.exec(summary)?.[1]?.replace('-inf', '-Infinity')),
  }
}

/** The loudness alone, to two decimals: the summary has but one. */
export function ffmpegExactLoudness(interleaved: Float32Array, rate: number): number {
  const bytes = new Uint8Array(interleaved.buffer, interleaved.byteOffset, interleaved.byteLength)
  const format = ['-f', 'f32le', '-ar', `${rate}`, '-ac', '2', '-i', 'pipe:0']
  const filter = 'ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=-'
  const { stdout } = run('ffmpeg', ['-hide_banner', '-v', 'error', ...format, '-af', filter, '-f', 'null', '-'], bytes)
  return Number(stdout.toString().trim().split('lavfi.r128.I=').at(-1))
}
