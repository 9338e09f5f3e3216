import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import type { EmulatedSpeech, Listen } from './hearing.ts'

/**
 * Speech in tones: the pitch of each burst says which word of a list it is. So it can be heard again, and where, after
 * the recording was compressed or cut into pieces.
 */
const LOWEST = 300
const STEP = 25
const SAMPLE_RATE = 16_000
const LOUDNESS = 12_000
const FADE_SECONDS = 0.004

/** The most words that can be told apart. */
const MOST_WORDS = 250
/** Of 32 767: above it something sounds. */
const AUDIBLE = 1500
/** Seconds of silence that part two words. */
const GAP = 0.04
/** Seconds: anything shorter is a crackle of the compression. */
const SHORTEST_WORD = 0.05

/** A recording (mono, 16 kHz) of so many seconds in which the words of a speech are tones. They need gaps of 0.05 s. */
export function inTones({ words }: EmulatedSpeech, seconds: number): Int16Array {
  if (words.length > MOST_WORDS) throw new RangeError(`more than ${MOST_WORDS} words cannot be told apart`)
  const samples = new Int16Array(Math.round(seconds * SAMPLE_RATE))
  for (const [index, { start, end }] of words.entries()) {
    const [from, to] = [Math.round(start * SAMPLE_RATE), Math.round(end * SAMPLE_RATE)]
    for (let at = from; at < to; at++) {
      const fade = Math.min(1, Math.min(at - from, to - at) / (FADE_SECONDS * SAMPLE_RATE))
      const turn = (2 * Math.PI * (LOWEST + STEP * index) * (at - from)) / SAMPLE_RATE
      samples[at] = LOUDNESS * fade * Math.sin(turn)
    }
  }
  return samples
}

/** Hears in an upload those words of a speech whose tones are in it, at the times at which they are there. */
export function hearTones({ language, words }: EmulatedSpeech): Listen {
  return async (audio) => ({
    language,
    words: burstsOf(await decode(audio)).flatMap(({ from, to, pitch }) => {
      const word = words[Math.round((pitch - LOWEST) / STEP)]
      return word ? [{ ...word, start: from / SAMPLE_RATE, end: to / SAMPLE_RATE }] : []
    }),
  })
}

async function decode(audio: Buffer): Promise<Int16Array> {
  const args = ['-v', 'error', '-i', '-', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', '-']
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.on('error', () => {}) // It has read enough.
  child.stdin.end(audio)
  const bytes = await buffer(child.stdout)
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)))
}

type Burst = { readonly from: number; readonly to: number; readonly pitch: number }

function burstsOf(samples: Int16Array): Burst[] {
  const bursts: { from: number; to: number }[] = []
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) < AUDIBLE) continue
    const last = bursts.at(-1)
    if (last && at - last.to < GAP * SAMPLE_RATE) last.to = at
    else bursts.push({ from: at, to: at })
  }
  return bursts
    .filter(({ from, to }) => to - from > SHORTEST_WORD * SAMPLE_RATE)
    .map(({ from, to }) => ({ from, to, pitch: pitchOf(samples, from, to) }))
}

/** Hz, by counting how often the middle of it crosses zero upwards. */
function pitchOf(samples: Int16Array, from: number, to: number): number {
  const margin = Math.round((to - from) / 8)
  const crossings: number[] = []
  for (let at = from + margin; at < to - margin; at++) {
    const [before, after] = [samples[at - 1]!, samples[at]!]
    if (before < 0 && after >= 0) crossings.push(at - after / (after - before))
  }
  return ((crossings.length - 1) * SAMPLE_RATE) / (crossings.at(-1)! - crossings[0]!)
}
