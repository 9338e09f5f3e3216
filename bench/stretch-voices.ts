import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'

const TALK = join(import.meta.dirname, '..', 'fixtures', 'talk.mp3')
const ENGLISH =
  'The one thing a listener forgives least is a dub that drifts, gabbles, or loses words. Six quick thieves stopped the clocks.'
const SPANISH = 'Lo único que un oyente no perdona es un doblaje que se desvía, que farfulla o que pierde palabras.'

/** Speech to stretch, mono at 48 kHz: a recording of a person, and three voices of eSpeak NG, high and low. */
export function voices(): Readonly<Record<string, Float32Array>> {
  return {
    talk: filtered(['-i', TALK], 'anull'),
    man: spoken(['-v', 'en', '-p', '30'], ENGLISH),
    woman: spoken(['-v', 'en+f3', '-p', '60'], ENGLISH),
    spanish: spoken(['-v', 'es'], SPANISH),
  }
}

/** What one of ffmpeg's filters makes of samples. */
export function withFilter(samples: Float32Array, filter: string): Float32Array {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return filtered([...RAW, '-i', 'pipe:0'], filter, bytes)
}

const RAW = ['-f', 'f32le', '-ar', '48000', '-ac', '1']

/** Seconds of processor time that ffmpeg takes for a filter, without what it takes to start, read and write. */
export function filterSeconds(samples: Float32Array, filter: string): number {
  const seconds = (name: string) => {
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
    const args = ['-v', 'info', '-benchmark', ...RAW, '-i', 'pipe:0', '-af', name, '-f', 'null', '-']
    const times = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(run('ffmpeg', args, bytes).stderr.toString())
    return Number(times?.[1]) + Number(times?.[2])
  }
  return seconds(filter) - seconds('anull')
}

function spoken(options: readonly string[], text: string): Float32Array {
  return filtered(['-i', 'pipe:0'], 'anull', run('espeak-ng', ['--stdout', ...options, text]).stdout)
}

function filtered(input: readonly string[], filter: string, bytes?: Uint8Array): Float32Array {
  const { stdout } = run('ffmpeg', ['-v', 'error', ...input, '-af', filter, ...RAW, 'pipe:1'], bytes)
  return new Float32Array(new Uint8Array(stdout).buffer)
}

function run(program: string, args: readonly string[], input: Uint8Array = new Uint8Array(0)) {
  const { status, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Failure('internal', `${program}: ${String(stderr)}`)
  return { stdout, stderr }
}
