import { baseOf, nameOf } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Speeds, Synthesizer } from '../ports/providers.ts'
import { runProgram } from '../program.ts'
import { espeakVoices } from './espeak-ng-voices.ts'

export type EspeakSettings = { readonly program?: string | undefined }

const HEADER_BYTES = 44
/** Of 32 767. The quietest speech is far above it, eSpeak NG's pauses are digital silence. */
const AUDIBLE = 100

/** Words a minute at its usual pace, and how far from it (times) it is still understood. */
const USUAL_WORDS = 175
const SPEEDS: Speeds = { min: 0.7, max: 1.8 }

/** Speaks over a hundred languages, offline: eSpeak NG, one short process for each line. */
export function espeakNg({ program = 'espeak-ng' }: EspeakSettings): Synthesizer {
  return {
    id: 'espeak-ng',
    width: 4,
    longest: Infinity,
    voices: async (language) => espeakVoices(language),

    async model() {
      const { stdout } = await runProgram(program, ['--version'], { signal: AbortSignal.timeout(10_000) }).catch(
        (cause: unknown) => {
          throw new Failure('config', 'eSpeak NG is not installed.', { hint: 'Install it with: ytdub setup', cause })
        },
      )
      return /\d+(\.\d+)+\S*/.exec(Buffer.from(stdout).toString('utf8'))?.[0] ?? 'unknown'
    },

    speeds: () => SPEEDS,

    async speak({ text, voice, language, take, speed = 1 }, { signal, progress }) {
      // A variant that eSpeak NG does not know is passed over in silence, and the usual voice speaks.
      if (!espeakVoices(language).includes(voice)) throw unknownVoice(voice, language)
      if (cannotBeRead(text, language)) throw unreadable(language)
      const { stdout, exitCode } = await runProgram(
        program,
        ['-v', voice, '-p', String(pitchOf(take)), ...paceOf(speed), '-b', '1', '--stdin', '--stdout'],
        { signal, input: `${plain(text)}\n` },
      )
      if (exitCode !== 0) throw new Failure('vendor', `eSpeak NG failed (exit code ${exitCode}, voice ${voice}).`)
      const sound = withTrueLength(stdout)
      if (!isAudible(sound)) throw new Failure('vendor', `eSpeak NG says nothing for a line (voice ${voice}).`)
      progress(1)
      return { container: 'wav', bytes: sound }
    },
  }
}

/** It would spell them as "Chinese letter", which nobody wants to hear. It reads kana and Hangul. */
function cannotBeRead(text: string, language: string): boolean {
  return ['ja', 'ko'].includes(baseOf(language)) && /\p{Script=Han}/u.test(text)
}

/**
 * eSpeak NG says the same thing in the same way each time, so another take is spoken a little higher or lower:
 * 50 (its usual pitch, of 0 … 99), 52, 48, 54, 46, … and round again after 21 takes.
 */
function pitchOf(take: number): number {
  const step = (take - 1) % 21
  return 50 + Math.ceil(step / 2) * (step % 2 === 1 ? 2 : -2)
}

/** Its usual pace is not said: what was spoken at it before is the same still. */
function paceOf(speed: number): readonly string[] {
  return speed === 1 ? [] : ['-s', String(Math.round(USUAL_WORDS * speed))]
}

/**
 * Without what eSpeak NG takes for orders: phonemes in [[ ]], embedded commands (control characters), and the bar,
 * at which it forgets the word before.
 */
function plain(text: string): string {
  return text
    .replace(/\[{2,}|\]{2,}/g, ' ')
    .replace(/[\p{Cc}|]/gu, ' ')
    .trim()
}

/** Writing to a pipe it does not know the length yet and says 2 GB. */
function withTrueLength(stdout: Uint8Array): Uint8Array {
  const sound = Buffer.from(stdout)
  if (sound.length < HEADER_BYTES) return sound
  sound.writeUInt32LE(sound.length - 8, 4)
  sound.writeUInt32LE(sound.length - HEADER_BYTES, 40)
  return sound
}

function isAudible(sound: Uint8Array): boolean {
  const samples = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength)
  for (let at = HEADER_BYTES; at + 1 < samples.length; at += 2) {
    if (Math.abs(samples.readInt16LE(at)) > AUDIBLE) return true
  }
  return false
}

function unknownVoice(voice: string, language: string): Failure {
  const voices = espeakVoices(language)
  return new Failure('usage', `eSpeak NG has no voice ${JSON.stringify(voice)} for ${nameOf(language)}.`, {
    hint: voices.length > 0 ? `Choose one of ${voices.join(', ')}.` : undefined,
  })
}

function unreadable(language: string): Failure {
  return new Failure('input', `eSpeak NG cannot read Chinese characters in ${nameOf(language)}.`, {
    hint: 'Write the line as it is pronounced (kana, Hangul) in script.json.',
  })
}
