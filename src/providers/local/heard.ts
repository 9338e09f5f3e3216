import { z } from 'zod'
import type { Word } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import { withPunctuation } from './with-punctuation.ts'

/** An answer in verbose_json, with what servers leave out and call otherwise. Unknown members are passed over. */
const wordSchema = z.object({
  word: z.string().nullish(),
  text: z.string().nullish(),
  start: z.number(),
  end: z.number(),
  probability: z.number().nullish(),
  speaker: z.union([z.string(), z.number()]).nullish(),
})
const segmentSchema = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
  avg_logprob: z.number().nullish(),
  no_speech_prob: z.number().nullish(),
  speaker: z.union([z.string(), z.number()]).nullish(),
  words: z.array(wordSchema).nullish(),
})
const answerSchema = z.object({
  text: z.string().nullish(),
  language: z.string().nullish(),
  duration: z.number().nullish(),
  words: z.array(wordSchema).nullish(),
  segments: z.array(segmentSchema).nullish(),
})

type AnsweredWord = z.infer<typeof wordSchema>
type Segment = z.infer<typeof segmentSchema>

/**
 * The words in a server's transcription, in order of time, and the language that it names.
 * @throws {Failure} `vendor`, to be tried again, where it is none; `config`, where it has text without times.
 */
export function heardIn(answer: unknown): { readonly language: string | undefined; readonly words: readonly Word[] } {
  const { success, data } = answerSchema.safeParse(answer)
  if (!success || (data.text ?? data.words ?? data.segments) == null)
    throw new Failure('vendor', 'The speech recognition server sent no transcript.', { retryable: true })
  const segments = (data.segments ?? []).filter((segment) => !isSilence(segment))
  const silences = (data.segments ?? []).filter(isSilence)
  const timed = (data.words?.length ? data.words : segments.flatMap(({ words }) => words ?? [])).filter(
    (word) => !silences.some(({ start, end }) => word.start >= start && word.end <= end),
  )
  const text = data.text ?? segments.map((segment) => segment.text).join(' ')
  const words = timed.length > 0 ? withPunctuation(timed.flatMap(plainWord), text) : segments.flatMap(spread)
  if (words.length === 0 && segments.length === 0 && silences.length === 0 && text.trim() !== '') throw noTimes()
  return { language: data.language ?? undefined, words: inOrder(words, segments, data.duration ?? undefined) }
}

/** Whisper makes up sentences where nobody speaks. These are the bounds by which it skips them (openai/whisper, transcribe.py). */
function isSilence({ no_speech_prob: silence, avg_logprob: sure }: Segment): boolean {
  return (silence ?? 0) > 0.6 && (sure ?? 0) < -1
}

type TimedWord = Pick<Word, 'text' | 'start' | 'end' | 'confidence'> & { readonly said: AnsweredWord['speaker'] }

/** LocalAI has the word under `text`. What holds several words is parted, by length. */
function plainWord({ word, text, start, end, probability, speaker }: AnsweredWord): readonly TimedWord[] {
  const confidence = Math.min(1, Math.max(0, probability ?? 1))
  return parted((word ?? text ?? '').trim(), { start, end }).map((part) => ({ ...part, confidence, said: speaker }))
}

/** A segment without word times: its words share its time by their length. */
function spread({ text, start, end, avg_logprob: sure, speaker }: Segment): readonly TimedWord[] {
  const confidence = sure == null ? 1 : Math.min(1, Math.exp(sure))
  return parted(text.trim(), { start, end }).map((part) => ({ ...part, confidence, said: speaker }))
}

function parted(text: string, { start, end }: { readonly start: number; readonly end: number }) {
  const words = text === '' ? [] : text.split(/\s+/)
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  let at = start
  return words.map((word, index) => {
    const isLast = index === words.length - 1
    const part = { text: word, start: at, end: isLast ? end : at + ((end - start) * word.length) / letters }
    at = part.end
    return part
  })
}

/** Times never run back and end with the recording; speakers are counted as they come; sentences that end a segment are told. */
function inOrder(words: readonly TimedWord[], segments: readonly Segment[], duration = Infinity): readonly Word[] {
  const speakers = new Map<string, number>()
  const speakerOf = ({ said, start, end }: TimedWord) => {
    const middle = (start + end) / 2
    const name = said ?? segments.find((segment) => segment.start <= middle && middle < segment.end)?.speaker
    if (name == null) return 0
    if (!speakers.has(String(name))) speakers.set(String(name), speakers.size)
    return speakers.get(String(name))!
  }
  const sorted = words.toSorted((one, other) => one.start - other.start)
  let before = 0
  return sorted.map((word, index) => {
    const start = Math.min(duration, Math.max(before, word.start))
    before = Math.min(duration, Math.max(start, word.end))
    const { text, confidence } = word
    const last = index === sorted.length - 1 || (endsSentence(text) && endsSegment(word, sorted[index + 1]!, segments))
    return { text, confidence, start, end: before, speaker: speakerOf(word), ...(last ? { last } : {}) }
  })
}

function endsSentence(text: string): boolean {
  return /[.!?…。！？।]["'”’»)]*$/u.test(text)
}

function endsSegment(word: TimedWord, next: TimedWord, segments: readonly Segment[]): boolean {
  return segments.some(({ end }) => word.start < end && next.start >= end - 0.01)
}

function noTimes(): Failure {
  return new Failure('config', 'The speech recognition server writes down what is said, but not when.', {
    hint: 'A dub needs times. Servers that give them: speaches, LocalAI, and others that answer response_format "verbose_json".',
  })
}
