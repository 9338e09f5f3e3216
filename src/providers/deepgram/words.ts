import type { Word } from '../../dub/speech.ts'
import type { ToldWord, ToldWords } from './told-words.ts'

/** Seconds that a word takes at least: a 50th of a second is shorter than any vowel. */
const SHORTEST = 0.02

/**
 * Words in order of time that do not overlap, within the recording. An utterance stays whole: where two people speak at
 * once, the second is heard out after the first, since their words taken in turns would make sense to nobody.
 */
export function wordsOf({ utterances, duration }: Pick<ToldWords, 'utterances' | 'duration'>): Word[] {
  const words = utterances
    .map((utterance) => utterance.flatMap(parts).toSorted((one, other) => one.start - other.start))
    .filter((utterance) => utterance.length > 0)
    .toSorted(([one], [other]) => one!.start - other!.start)
    .flatMap((utterance) => utterance.map((word, index) => ({ ...word, last: index === utterance.length - 1 })))
  return inOrder(words, duration)
}

/** A told word as written, or several: with smart formatting one may be told that has a space inside. */
function parts(told: ToldWord): Word[] {
  const texts = (told.punctuated_word ?? told.word).split(/\s+/).filter((text) => text !== '')
  const step = (told.end - told.start) / texts.length
  return texts.map((text, index) => ({
    text,
    start: told.start + index * step,
    end: told.start + (index + 1) * step,
    confidence: Math.min(1, Math.max(0, told.confidence)),
    speaker: told.speaker ?? 0,
  }))
}

/** A word ends where the next one begins, at the latest, and has a length, unless the recording is over. */
function inOrder(words: readonly (Word & { readonly last: boolean })[], duration: number): Word[] {
  let before = 0
  return words.map(({ last, ...word }, index) => {
    const start = Math.min(duration, Math.max(before, word.start))
    const next = words[index + 1]?.start ?? duration
    const end = Math.min(duration, Math.max(start + SHORTEST, Math.min(word.end, next)))
    before = end
    return { ...word, start, end, ...(last && { last }) }
  })
}
