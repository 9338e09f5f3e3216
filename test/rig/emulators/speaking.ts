import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'

export type SpeakOptions = {
  /** Which voice: another one sounds different. */
  readonly voice: string
  readonly language: string
  /** Hz. */
  readonly sampleRate: number
  /** 1 is the usual pace. */
  readonly speed: number
}

/** What a text sounds like: mono, 16 bits. */
export type Speak = (text: string, options: SpeakOptions) => Int16Array | Promise<Int16Array>

const CHARACTERS_PER_SECOND = 14
const SILENCE_SECONDS = 0.1
const LEAST_TONE_SECONDS = 0.3
/** Characters that stand for a syllable or more take twice the time. */
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const LOUDEST = 9000
/** Swells like syllables do. A whole number, so that a second of the tone can be repeated without a click. */
const SWELLS_PER_SECOND = 4
const FADE_SECONDS = 0.01

/** How long `tone` says a text, in seconds, the silence of 0.1 s at both ends included. */
export function toneSeconds(text: string, speed = 1): number {
  const size = [...text.trim()].reduce((sum, character) => sum + (SYLLABIC.test(character) ? 2 : 1), 0)
  return 2 * SILENCE_SECONDS + Math.max(LEAST_TONE_SECONDS, size / CHARACTERS_PER_SECOND / speed)
}

/** Says a text as a swelling tone of exactly `toneSeconds`, in the pitch of its voice. */
export function tone(
  text: string,
  { voice, sampleRate, speed }: Partial<Pick<SpeakOptions, 'language'>> & Omit<SpeakOptions, 'language'>,
): Int16Array {
  const samples = new Int16Array(Math.round(toneSeconds(text, speed) * sampleRate))
  const silence = Math.round(SILENCE_SECONDS * sampleRate)
  const end = samples.length - silence
  const second = secondOfTone(sampleRate, pitchOf(voice))
  for (let at = silence; at < end; at += second.length) samples.set(second.subarray(0, end - at), at)
  const fade = Math.round(FADE_SECONDS * sampleRate)
  for (let step = 0; step < fade; step++) {
    for (const at of [silence + step, end - 1 - step]) samples[at] = (samples[at]! * step) / fade
  }
  return samples
}

/** Writing that eSpeak NG spells out, character by character, in English. */
const SPELT_OUT = /\p{Script=Han}/u

/** Really says a text: eSpeak NG, in the voice's language; a tone, where it could only spell the text out. */
export const espeak: Speak = async (text, { voice, language, sampleRate, speed }) => {
  if (SPELT_OUT.test(text)) return tone(text, { voice, sampleRate, speed })
  const pitch = String(30 + (pitchOf(voice) % 40))
  const spoken = await run(
    'espeak-ng',
    ['-v', language, '-p', pitch, '-s', String(Math.round(175 * speed)), '-b', '1', '--stdin', '--stdout'],
    `${text}\n`,
  )
  const bytes = await run(
    'ffmpeg',
    ['-v', 'error', '-i', '-', '-ac', '1', '-ar', String(sampleRate), '-f', 's16le', '-'],
    spoken,
  )
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)))
}

const seconds = new Map<string, Int16Array>()

function secondOfTone(sampleRate: number, pitch: number): Int16Array {
  const key = `${sampleRate} ${pitch}`
  let second = seconds.get(key)
  if (second === undefined) {
    second = Int16Array.from({ length: sampleRate }, (_, index) => {
      const turn = (2 * Math.PI * index) / sampleRate
      return LOUDEST * (0.6 - 0.4 * Math.cos(SWELLS_PER_SECOND * turn)) * Math.sin(pitch * turn)
    })
    seconds.set(key, second)
  }
  return second
}

/** Hz, of a voice's name. */
function pitchOf(voice: string): number {
  return 140 + ([...voice].reduce((sum, character) => (sum * 31 + character.codePointAt(0)!) % 8191, 7) % 140)
}

async function run(program: string, args: readonly string[], input: string | Buffer): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  child.stdin.on('error', () => {}) // It ended early: its exit code tells.
  child.stdin.end(input)
  const [output, code] = await Promise.all([buffer(child.stdout), ended])
  if (code !== 0) throw new Error(`${program} failed (exit code ${code})`)
  return output
}
