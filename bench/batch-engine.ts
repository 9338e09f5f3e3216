import { readFile } from 'node:fs/promises'
import type { Providers, Synthesizer, Transcriber, Translator } from '../src/ports/providers.ts'
import { writeWav } from '../src/sound/wav.ts'

const RATE = 16_000
const provider = { id: 'instant', model: async () => '1', width: 4 }

/** Providers that answer at once: what a recording's file names is said in two lines, and each line is a tone, of a length that such a line may have. */
export function instantProviders(): Providers {
  const clip = writeWav(toneOf(0.8, 220), RATE)
  const transcriber: Transcriber = {
    ...provider,
    takes: { format: 'wav', sampleRate: RATE, longest: Infinity },
    expectsTerms: false,
    languages: ['en'],
    async transcribe({ path }) {
      const samples = await readFile(path)
      // No two recordings say the same, so that nothing is recalled from another.
      const name = `word${samples.readInt16LE(samples.length - 2)}`
      const words = ['begins.', 'ends.'].flatMap((verb, line) =>
        [name, verb].map((text, word) => ({ text, line, word })),
      )
      return {
        language: 'en',
        words: words.map(({ text, line, word }) => {
          const start = 0.2 + line + word * 0.3
          return { text, start, end: start + 0.3, confidence: 1, speaker: 0, last: word === 1 }
        }),
      }
    },
  }
  const translator: Translator = {
    ...provider,
    batch: { lines: 40, around: 2 },
    serves: (from, to) => from !== to,
    translate: async ({ lines, to }) => ({ texts: lines.map(({ text }) => `${text} ${to}`), units: {} }),
  }
  const synthesizer: Synthesizer = {
    ...provider,
    longest: Infinity,
    voices: async (language) => [language],
    speak: async () => ({ container: 'wav', bytes: clip }),
  }
  return { transcriber: () => transcriber, translator: () => translator, synthesizer: () => synthesizer }
}

/** A recording of two and a half seconds that is like no other of a lower number than 32,768. */
export function recordingOf(number: number): Uint8Array {
  const samples = toneOf(2.5, 110)
  samples[samples.length - 1] = number / 32_768
  return writeWav(samples, RATE)
}

function toneOf(seconds: number, hertz: number): Float32Array {
  const length = Math.round(seconds * RATE)
  return Float32Array.from({ length }, (_, index) => 0.3 * Math.sin((2 * Math.PI * hertz * index) / RATE))
}
