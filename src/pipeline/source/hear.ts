import { baseOf, nameOf } from '../../dub/language.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { Span, Transcript } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import type { Heard } from '../../ports/providers.ts'
import { splitLines } from '../../timing/split-lines.ts'
import type { Run } from '../run.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Piece } from '../stages/cut.ts'
import { transcribe } from '../stages/transcribe.ts'
import type { Prepared } from './prepare.ts'
import { withinRecording } from './within-recording.ts'

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

/** Finds out what is said in a voice track. Nobody is asked where a person gives its transcript. */
export async function hear(prepared: Prepared, request: DubRequest, run: Run): Promise<Source> {
  const given = givenSource(prepared, request)
  if (given !== undefined) return given
  const { width } = run.providers.transcriber(request.transcriber.id)
  const questions = transcriptionQuestions(prepared, request, run)
  const { answers, failures } = await run.each(transcribe, questions, { width, line: () => null, onDone: () => {} })
  if (failures[0]) throw failures[0].failure
  return sourceOf(prepared, answers, request)
}

/**
 * The source, where a person gives its transcript.
 * @throws {Failure} `input`, where it is another recording's, or in a language that it should be dubbed into.
 */
export function givenSource(prepared: Prepared, { transcript, languages }: DubRequest): Source | undefined {
  if (transcript === undefined) return undefined
  refuseOwnLanguage(transcript.language, languages)
  return {
    ...about(prepared),
    transcript: withinRecording(transcript, secondsOf(prepared)),
    warnings: cutShort(prepared),
  }
}

/** What the transcriber is asked: a question for each piece. */
export function transcriptionQuestions(
  { pieces }: Prepared,
  { transcriber: by, from, glossary }: DubRequest,
  { providers }: Pick<Run, 'providers'>,
) {
  const terms = providers.transcriber(by.id).expectsTerms ? glossary.map(({ term }) => term).toSorted() : []
  return pieces.map(({ audio, start, end }) => ({ speech: audio, seconds: end - start, language: from, terms, by }))
}

/**
 * The source, from what was heard in its pieces.
 * @throws {Failure} `input`, where nobody speaks, or the language is one that it should be dubbed into.
 */
export function sourceOf(prepared: Prepared, answers: readonly Heard[], { source, languages }: DubRequest): Source {
  const { pieces } = prepared
  const heard = joined(answers, pieces)
  const lines = splitLines(heard.words)
  if (lines.length === 0) {
    throw new Failure('input', `No speech was found in ${JSON.stringify(source.name)}.`, {
      hint: 'Is it the right file? A background track is given with --background.',
    })
  }
  refuseOwnLanguage(heard.language, languages)
  return {
    ...about(prepared),
    transcript: { language: heard.language, lines },
    warnings: [...cutShort(prepared), ...notUnderstood(heard), ...inPieces(pieces)],
  }
}

function about({ probed, length }: Prepared): Pick<Source, 'length' | 'video' | 'videoCodec'> {
  return { length, video: probed.video, videoCodec: probed.videoCodec }
}

/** What was heard in the pieces, in the time of the whole. */
function joined(heard: readonly Heard[], pieces: readonly Piece[]): Heard {
  const shifted = <Part extends Span>(parts: readonly Part[] | undefined, by: number) =>
    (parts ?? []).map((part) => ({ ...part, start: part.start + by, end: part.end + by }))
  const unsure = heard.flatMap((each, index) => shifted(each.unsure, pieces[index]?.start ?? 0))
  return {
    language: heard.find(({ words }) => words.length > 0)?.language ?? heard[0]?.language ?? 'und',
    words: heard.flatMap(({ words }, index) => shifted(words, pieces[index]?.start ?? 0)),
    ...(unsure.length > 0 && { unsure }),
  }
}

/** How much shorter than it claims a file may be before it is said, in seconds: containers round. */
const CUT_SHORT = 0.5

function cutShort({ probed, listened }: Prepared): string[] {
  const { duration, video } = probed
  const heard = listened.samples / listened.sampleRate
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

function inPieces({ length }: readonly Piece[]): string[] {
  if (length < 2) return []
  const why = 'The recording is longer than the transcriber takes at once'
  return [`${why}: it was heard in ${length} pieces, and a speaker may have another number in each.`]
}

/** @throws {Failure} `input`, where the source is spoken in a language that it should be dubbed into. */
export function refuseOwnLanguage(spoken: string, languages: readonly string[]): void {
  const same = languages.find((language) => language === spoken || language === baseOf(spoken))
  if (same === undefined) return
  throw new Failure('input', `The recording is in ${nameOf(spoken)} already (--lang ${same}).`, {
    hint: 'Choose another language with --lang, or say with --from which language is spoken.',
  })
}
