import { baseOf, nameOf } from '../dub/language.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Transcript } from '../dub/speech.ts'
import { Failure } from '../failure.ts'
import type { Listened, Probe } from '../ports/media.ts'
import type { Heard } from '../ports/providers.ts'
import { splitLines } from '../timing/split-lines.ts'
import { SAMPLE_RATE } from './master.ts'
import type { Run } from './run.ts'
import { listen } from './stages/listen.ts'
import { probe } from './stages/probe.ts'
import { transcribe } from './stages/transcribe.ts'

/** The source as it was heard. `length` is in samples at 48 kHz; every delivered audio file has just as many. */
export type Source = {
  readonly transcript: Transcript
  readonly length: number
  readonly video: boolean
  readonly videoCodec: string | null
  /** What a person should know of the recording. */
  readonly warnings: readonly string[]
}

/** The source's length in seconds. */
export function secondsOf({ length }: Pick<Source, 'length'>): number {
  return length / SAMPLE_RATE
}

/** How much shorter than it claims a file may be before it is said, in seconds: containers round. */
const CUT_SHORT = 0.5

/** Finds out what a voice track is, how long it is, and what is said in it. */
export async function hear(request: DubRequest, run: Run): Promise<Source> {
  const { source, transcriber } = request
  const track = { digest: source.digest, type: source.type, size: source.size }
  run.emit({ event: 'stage', language: null, stage: 'stt', done: 0, total: 1 })
  const probed = await run.step(probe, { track })
  const { speech, listened } = await run.step(listen, { track, probe: probed, transcriber: transcriber.id })
  const length = lengthOf(probed, listened)
  const seconds = secondsOf({ length })
  const heard = await run.step(transcribe, { speech, seconds, language: request.from, by: transcriber })
  const lines = splitLines(heard.words)
  if (lines.length === 0) {
    throw new Failure('input', `No speech was found in ${JSON.stringify(source.name)}.`, {
      hint: 'Is it the right file? A background track is given with --background.',
    })
  }
  refuseOwnLanguage(heard.language, request.languages)
  return {
    transcript: { language: heard.language, lines },
    length,
    video: probed.video,
    videoCodec: probed.videoCodec,
    warnings: [...cutShort(probed, listened), ...notUnderstood(heard)],
  }
}

/** A picture goes on after the sound has ended, so a video's audio is as long as the longer of the two. */
function lengthOf({ video, duration }: Probe, { samples, sampleRate }: Listened): number {
  const heard = Math.round((samples * SAMPLE_RATE) / sampleRate)
  return video ? Math.max(heard, Math.round(duration * SAMPLE_RATE)) : heard
}

function cutShort({ duration, video }: Probe, { samples, sampleRate }: Listened): string[] {
  const heard = samples / sampleRate
  if (video || duration - heard <= CUT_SHORT) return []
  const lengths = `it says ${duration.toFixed(1)} s, but only ${heard.toFixed(1)} s can be decoded`
  return [`The recording ends early: ${lengths}. What is there is dubbed.`]
}

/** Shorter than this it was a cough or a click, seconds. */
const WORTH_SAYING = 1

function notUnderstood({ unsure = [] }: Heard): string[] {
  return unsure
    .filter(({ start, end }) => end - start >= WORTH_SAYING)
    .map(({ start, end }) => {
      const when = `between ${start.toFixed(1)} s and ${end.toFixed(1)} s`
      return `What is heard ${when} was not understood: if somebody speaks there, it is not dubbed.`
    })
}

/** @throws {Failure} `input`, where the source is spoken in a language that it should be dubbed into. */
export function refuseOwnLanguage(spoken: string, languages: readonly string[]): void {
  const same = languages.find((language) => language === spoken || language === baseOf(spoken))
  if (same === undefined) return
  throw new Failure('input', `The recording is in ${nameOf(spoken)} already (--lang ${same}).`, {
    hint: 'Choose another language with --lang, or say with --from which language is spoken.',
  })
}
