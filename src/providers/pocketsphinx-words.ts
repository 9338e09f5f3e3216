import type { Span, Word } from '../dub/speech.ts'

/**
 * Below this mean confidence (weighted by time) an utterance is noise that sounded a little like words. Measured:
 * chords and clicks reach 0.04 at most, read speech 0.61 at least, and 0.20 with loud hiss or music under it.
 */
const LEAST_CONFIDENCE = 0.1

/** Plucked notes come out as few letters stretched over seconds (4 a second at most); the slowest speech has 9. */
const LEAST_LETTERS_PER_SECOND = 6
/** A single "no" may be drawn out, so that the pace says something only from this many words on. */
const WORDS_WITH_A_PACE = 3
/** But nobody draws out one or two words like this; a whistle does. */
const LEAST_LETTERS_PER_SECOND_OF_FEW = 2

/** One or two words, even sure ones, in all of a long recording: noise. Hiss is heard as "thigh", chords as "Thursday". */
const LONE_WORDS = 2
const LONG_SECONDS = 10

/** An utterance of nothing else says nothing that could be dubbed. Hiss is heard as "ah", a hum as "of" or "the". */
const EMPTY_WORDS = new Set(['a', 'ah', 'an', 'eh', 'er', 'hm', 'hmm', 'mm', 'of', 'the', 'uh', 'um'])

const WORD_LINE = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+\.\d+)$/
const FILLER = /^(<.*>|\[.*\]|\+\+.*\+\+)$/
const VARIANT_MARK = /\(\d+\)$/

/**
 * Collects the words of PocketSphinx' output, which comes line by line: an utterance's text, then its words with times.
 * What is surely not speech is left out, and where that was is told. @param seconds the length of the recording.
 */
export function collectWords(seconds: number): {
  readonly take: (line: string) => number
  readonly finish: () => { readonly words: readonly Word[]; readonly unsure: readonly Span[] }
} {
  const words: Word[] = []
  const unsure: Span[] = []
  let utterance: Word[] = []
  let heardUntil = 0

  const endUtterance = () => {
    if (isSpeech(utterance)) words.push(...spelled(inOrder(utterance, words.at(-1)?.end ?? 0)))
    else if (utterance.length > 0) unsure.push({ start: utterance[0]!.start, end: utterance.at(-1)!.end })
    utterance = []
  }
  return {
    /** @returns how far into the recording it has listened, in seconds. */
    take(line) {
      const [, text, start, end, confidence] = WORD_LINE.exec(line) ?? []
      if (text === undefined) endUtterance()
      else {
        heardUntil = Math.max(heardUntil, Number(end))
        if (!FILLER.test(text)) utterance.push(wordOf(text, Number(start), Number(end), Number(confidence)))
      }
      return heardUntil
    },
    finish() {
      endUtterance()
      return { words: words.length <= LONE_WORDS && seconds >= LONG_SECONDS ? [] : words, unsure }
    },
  }
}

function wordOf(text: string, start: number, end: number, confidence: number): Word {
  // Confidences are rounded in log space and reach 1.0003.
  return { text: text.replace(VARIANT_MARK, ''), start, end, confidence: Math.min(1, confidence), speaker: 0 }
}

function isSpeech(words: readonly Word[]): boolean {
  if (words.every(({ text }) => EMPTY_WORDS.has(text))) return false
  const seconds = sum(words, lengthOf)
  const confidence = sum(words, (word) => word.confidence * lengthOf(word)) / seconds
  const pace = sum(words, ({ text }) => text.length) / seconds
  const leastPace = words.length < WORDS_WITH_A_PACE ? LEAST_LETTERS_PER_SECOND_OF_FEW : LEAST_LETTERS_PER_SECOND
  return confidence >= LEAST_CONFIDENCE && pace >= leastPace
}

/** Where silence was cut out, an utterance's clock may begin before the last one's end. Nobody speaks twice at once. */
function inOrder(words: readonly Word[], from: number): Word[] {
  let earliest = from
  return words.map((word) => {
    const start = Math.max(word.start, earliest)
    earliest = Math.max(word.end, start)
    return { ...word, start, end: earliest }
  })
}

/**
 * English as it is written, as far as it is knowable. A full stop ends the utterance, since the translator and the
 * captions need to know where a sentence does.
 */
function spelled(words: readonly Word[]): Word[] {
  return words.map((word, index) => {
    const isLast = index === words.length - 1
    const text = index === 0 || /^i('|$)/.test(word.text) ? capitalised(word.text) : word.text
    return isLast ? { ...word, text: `${text}.`, last: true } : { ...word, text }
  })
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lengthOf({ start, end }: Word): number {
  return Math.max(0.01, end - start) // It counts in frames of 10 ms.
}

function sum(words: readonly Word[], figure: (word: Word) => number): number {
  return words.reduce((total, word) => total + figure(word), 0)
}
