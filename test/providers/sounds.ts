import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const RATE = 16_000

/** A folder of made-up recordings. */
export type Sounds = AsyncDisposable & {
  /** Writes a mono WAV of so many seconds; `sample` is asked for each moment and for even noise, both -1 … 1. */
  readonly write: (
    name: string,
    seconds: number,
    sample: (time: number, noise: () => number) => number,
  ) => Promise<string>
  readonly path: (name: string) => string
}

export async function sounds(): Promise<Sounds> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-sounds-'))
  const path = (name: string) => join(folder, name)
  return {
    path,
    async write(name, seconds, sample) {
      const noise = evenNoise()
      const samples = Array.from({ length: Math.round(seconds * RATE) }, (_, at) => sample(at / RATE, noise))
      await writeFile(path(name), wav(samples))
      return path(name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The samples of a mono WAV with the plain header of 44 bytes. */
export function samplesOf(file: Uint8Array): readonly number[] {
  const bytes = Buffer.from(file)
  return Array.from({ length: (bytes.length - 44) >> 1 }, (_, at) => bytes.readInt16LE(44 + at * 2) / 32_768)
}

export function wav(samples: readonly number[]): Buffer {
  const bytes = Buffer.alloc(44 + samples.length * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(RATE, 24)
  bytes.writeUInt32LE(RATE * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(samples.length * 2, 40)
  for (const [at, sample] of samples.entries()) {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + at * 2)
  }
  return bytes
}

/** The same noise each time (a linear congruential generator, Numerical Recipes' constants). */
function evenNoise(): () => number {
  let state = 1
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}
