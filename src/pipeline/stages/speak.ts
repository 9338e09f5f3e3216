import type { Units } from '../../dub/prices.ts'
import type { ProviderRef } from '../../dub/request.ts'
import type { Clip } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import type { CallOptions, Spoken, Synthesizer } from '../../ports/providers.ts'
import { free } from '../../sound/free.ts'
import { joinClips } from '../../sound/join.ts'
import { fromPcm16 } from '../../sound/pcm.ts'
import { resample } from '../../sound/resample.ts'
import { trimSilence } from '../../sound/trim.ts'
import { readWav, type Sound, writeWav } from '../../sound/wav.ts'
import { clauses } from '../../wording/clauses.ts'
import { plausibleSeconds } from '../../wording/pace.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Stage } from '../stage.ts'

/** `text` as it is to be spoken: numbers and abbreviations in words. */
type Question = {
  readonly text: string
  readonly voice: string
  readonly language: string
  readonly take: number
  /** Times the voice's usual rate; left out where that is it. */
  readonly speed?: number
  readonly by: ProviderRef
}

type SpokenClip = Clip & { readonly units: Units }

/** One line at a time, so that a dub cut short goes on at the line where it stopped. */
export const speak: Stage<Question, SpokenClip> = {
  name: 'speak',
  version: 2,
  async run({ by, ...line }, { blobs, providers, scratch, signal, progress }) {
    const options = { signal, progress, scratch: (name: string) => scratch.path(name) }
    const synthesizer = providers.synthesizer(by.id)
    const parts: Said[] = []
    for (const text of clauses(line.text, synthesizer.longest, line.language)) {
      const said = await sayWell(synthesizer, { ...line, text }, options).catch((error: unknown) => {
        throw Failure.from(error).after({ ...sum(parts.map(({ units }) => units)) })
      })
      parts.push(said)
    }
    const samples = joinClips(
      parts.map((part) => part.samples),
      SAMPLE_RATE,
    )
    for (const part of parts) free(part.samples)
    const seconds = samples.length / SAMPLE_RATE
    const wav = writeWav(samples, SAMPLE_RATE)
    free(samples)
    const audio = await blobs.put(wav, 'audio/wav')
    free(wav)
    return { audio, seconds, units: sum(parts.map(({ units }) => units)) }
  },
  bill: ({ by, text }, output) => ({ by, units: output?.units ?? charactersOf(text) }),
}

type Line = Omit<Question, 'by'>
/** Samples at 48 kHz, silence at both ends trimmed, and what they were billed by. */
type Said = { readonly samples: Float32Array; readonly units: Units }

/** How often a synthesizer is asked for the same text before its answer counts as a failure. */
const TRIES = 2

/** Silence, or a sound of a length that this text cannot have, is asked for once more; both answers were paid for. */
async function sayWell(synthesizer: Synthesizer, line: Line, options: CallOptions): Promise<Said> {
  let units: Units = {}
  for (let tried = 1; ; tried++) {
    const spoken = await synthesizer.speak(line, options).catch((error: unknown) => {
      throw Failure.from(error).after({ ...units })
    })
    units = sum([units, spoken.units ?? charactersOf(line.text)])
    const { samples, sampleRate } = await soundOf(spoken)
    const natural = trimSilence(samples, sampleRate)
    const fault = faultOf(natural.length / sampleRate, line)
    // Resampled here, once, and not at every mix.
    if (fault === undefined) {
      const resampled = resample(natural, sampleRate, SAMPLE_RATE)
      if (resampled !== natural) free(natural)
      return { samples: resampled, units }
    }
    if (tried < TRIES) continue
    throw new Failure('vendor', `${synthesizer.id} gave back ${fault}, ${TRIES} times.`, { spent: { ...units } })
  }
}

function faultOf(seconds: number, { text, language, speed = 1 }: Line): string | undefined {
  if (seconds === 0) return 'silence'
  const { least, most } = plausibleSeconds(text, language)
  if (seconds * speed >= least && seconds * speed <= most) return undefined
  return `${seconds.toFixed(1)} s of sound for a text of ${[...text].length} characters`
}

async function soundOf(spoken: Spoken): Promise<Sound> {
  if (spoken.container === 'wav') return readWav(spoken.bytes)
  const samples = new Float32Array(spoken.bytes.length >> 1)
  for await (const chunk of fromPcm16([spoken.bytes])) {
    samples.set(chunk)
    free(chunk)
  }
  return { samples, sampleRate: spoken.sampleRate }
}

function charactersOf(text: string): Units {
  return { tts_characters: [...text].length }
}

function sum(all: readonly Units[]): Units {
  const total: Record<string, number> = {}
  for (const units of all) for (const [unit, count] of Object.entries(units)) total[unit] = (total[unit] ?? 0) + count
  return total
}
