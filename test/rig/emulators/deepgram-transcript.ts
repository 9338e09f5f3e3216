import { createHash, randomUUID } from 'node:crypto'
import { listenModelOf } from './deepgram-listen-query.ts'
import { isOn } from './deepgram-query.ts'
import type { EmulatedSpeech, EmulatedWord } from './hearing.ts'

type Upload = { readonly audio: Buffer; readonly seconds: number; readonly channels: number }

/** One word as Deepgram tells it. */
type ToldWord = {
  readonly word: string
  readonly start: number
  readonly end: number
  readonly confidence: number
  readonly speaker?: number
  readonly speaker_confidence?: number
  readonly language?: string
  readonly punctuated_word?: string
}

const USUAL_CONFIDENCE = 0.98
const USUAL_UTT_SPLIT = 0.8

/** The body of a transcription, in the shape of Deepgram's OpenAPI of 2026-07-22, with what the query asked for. */
export function transcriptOf(
  upload: Upload,
  query: URLSearchParams,
  speech: EmulatedSpeech,
  requestId: string,
): unknown {
  const words = speech.words.map((word) => told(word, query, speech.language))
  const alternative = {
    transcript: textOf(words),
    confidence: words.length === 0 ? 0 : USUAL_CONFIDENCE,
    ...(query.get('language') === 'multi' && { languages: [...new Set(words.map(({ language }) => language))] }),
    words,
    ...((isOn(query, 'paragraphs') || isOn(query, 'smart_format')) &&
      words.length > 0 && { paragraphs: paragraphsOf(words) }),
  }
  const isDetected = query.getAll('detect_language').some((value) => value !== 'false')
  return {
    metadata: metadataOf(upload, listenModelOf(query), requestId),
    results: {
      channels: [
        {
          alternatives: [alternative],
          ...(isDetected && { detected_language: speech.language, language_confidence: 0.97 }),
        },
      ],
      ...(isOn(query, 'utterances') && {
        utterances: utterancesOf(words, Number(query.get('utt_split') ?? USUAL_UTT_SPLIT)),
      }),
    },
  }
}

function told(word: EmulatedWord, query: URLSearchParams, language: string): ToldWord {
  const isDiarized = isOn(query, 'diarize') || query.has('diarize_model')
  const isPunctuated = isOn(query, 'punctuate') || isOn(query, 'smart_format')
  return {
    word: word.text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || word.text,
    start: word.start,
    end: word.end,
    confidence: word.confidence ?? USUAL_CONFIDENCE,
    ...(isDiarized && { speaker: word.speaker ?? 0, speaker_confidence: 0.81 }),
    ...(query.get('language') === 'multi' && { language: word.language ?? language }),
    ...(isPunctuated && { punctuated_word: word.text }),
  }
}

function metadataOf({ audio, seconds, channels }: Upload, model: string, requestId: string) {
  const id = randomUUID()
  const [arch] = model.split('-general')
  return {
    transaction_key: 'deprecated',
    request_id: requestId,
    sha256: createHash('sha256').update(audio).digest('hex'),
    created: new Date().toISOString(),
    duration: seconds,
    channels,
    models: [id],
    model_info: { [id]: { name: `general-${arch}`, version: '2026-07-21.0', arch } },
  }
}

function utterancesOf(words: readonly ToldWord[], split: number) {
  const isNext = (before: ToldWord, word: ToldWord) =>
    word.start - before.end >= split || word.speaker !== before.speaker
  return grouped(words, isNext).map((group) => ({
    start: group[0]!.start,
    end: group.at(-1)!.end,
    confidence: USUAL_CONFIDENCE,
    channel: 0,
    transcript: textOf(group),
    words: group,
    ...(group[0]!.speaker !== undefined && { speaker: group[0]!.speaker }),
    id: randomUUID(),
  }))
}

function paragraphsOf(words: readonly ToldWord[]) {
  const paragraphs = grouped(words, (before, word) => word.speaker !== before.speaker).map((group) => ({
    sentences: grouped(group, (before) => /[.?!…。？！]["'”»]?$/.test(written(before))).map((sentence) => ({
      text: textOf(sentence),
      start: sentence[0]!.start,
      end: sentence.at(-1)!.end,
    })),
    ...(group[0]!.speaker !== undefined && { speaker: group[0]!.speaker }),
    num_words: group.length,
    start: group[0]!.start,
    end: group.at(-1)!.end,
  }))
  const text = paragraphs.map(({ sentences }) => sentences.map((sentence) => sentence.text).join(' '))
  return { transcript: `\n${text.join('\n\n')}`, paragraphs }
}

function grouped(words: readonly ToldWord[], isNext: (before: ToldWord, word: ToldWord) => boolean): ToldWord[][] {
  const groups: ToldWord[][] = []
  for (const word of words) {
    const before = groups.at(-1)?.at(-1)
    if (before === undefined || isNext(before, word)) groups.push([word])
    else groups.at(-1)!.push(word)
  }
  return groups
}

function textOf(words: readonly ToldWord[]): string {
  return words.map(written).join(' ')
}

function written(word: ToldWord): string {
  return word.punctuated_word ?? word.word
}
