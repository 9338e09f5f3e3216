import type { Line, Word } from '../dub/speech.ts'
import { markAfter } from './marks.ts'
import { spaceBetween } from './spacing.ts'

/** A line's bounds: the pause that ends it (s), the longest it may last (s), and how many characters it may have. */
export type LineBounds = { readonly pause: number; readonly seconds: number; readonly characters: number }

/** Pauses from here on are heard as an end; lines beyond 12 s or 200 characters drift inside themselves. */
const BOUNDS: LineBounds = { pause: 0.7, seconds: 12, characters: 200 }

/** A single word shorter than this (s) makes a clip too short to be timed or voiced well. */
const FRAGMENT = 0.4

/** A fragment this near (s) to its neighbour is a hesitation; further away it was meant to stand alone. */
const HESITATION = 1.2

/** Inside a long line, silence from here on (s) is a pause and not a transcriber's rounding. */
const BREATH = 0.35

/** How far from the middle, as a share of the line, a clause mark or a pause still makes two sensible halves. */
const CLAUSE_REACH = 0.25
const PAUSE_REACH = 0.4

/** Words that belong together, and the pause (s) that alone ended them: undefined where a turn or a sentence ended. */
type Phrase = { readonly words: readonly Word[]; readonly pause: number | undefined }

/** A place to cut: before the word `at`, `off` the middle as a share of the line, after `pause` seconds of silence. */
type Cut = { readonly at: number; readonly off: number; readonly pause: number; readonly clause: boolean }

/**
 * Turns words, sorted by start, into lines: one for each sentence, turn or stretch between pauses, cut where it is too
 * long. No word is lost or moved, but for those without text. Lines start in order and never end before they start; a
 * single word that is too long stays whole.
 */
export function splitLines(words: readonly Word[], options: Partial<LineBounds> = {}): Line[] {
  const bounds = { ...BOUNDS, ...options }
  const spoken = words.map((word) => ({ ...word, text: word.text.trim() })).filter(({ text }) => text !== '')
  return joinFragments(toPhrases(spoken, bounds.pause))
    .flatMap((phrase) => cutLong(phrase.words, bounds))
    .map((piece, index) => toLine(piece, index + 1))
}

function toPhrases(words: readonly Word[], pause: number): Phrase[] {
  const phrases: Phrase[] = []
  let first = 0
  let latest = -Infinity
  for (const [index, word] of words.entries()) {
    latest = Math.max(latest, word.start, word.end)
    const next = words[index + 1]
    const ended = next === undefined || endsAfter(word, next)
    const silence = next === undefined ? 0 : next.start - latest
    if (!ended && silence < pause) continue
    phrases.push({ words: words.slice(first, index + 1), pause: ended ? undefined : silence })
    first = index + 1
    latest = -Infinity
  }
  return phrases
}

function endsAfter(word: Word, next: Word): boolean {
  return word.speaker !== next.speaker || word.last === true || markAfter(word.text, next.text) === 'sentence'
}

/**
 * Gives each fragment to the nearer neighbour that only a short pause parts it from. Short sentences ("Yes.") stay on
 * their own, and so do fragments in a row: a countdown keeps its beat.
 */
function joinFragments(phrases: readonly Phrase[]): Phrase[] {
  const sides = phrases.map((_, index) => sideToJoin(phrases, index))
  const joined: Phrase[] = []
  for (const [index, phrase] of phrases.entries()) {
    const before = joined.at(-1)
    if (before !== undefined && (sides[index] === 'before' || sides[index - 1] === 'after')) {
      joined[joined.length - 1] = { words: [...before.words, ...phrase.words], pause: phrase.pause }
    } else joined.push(phrase)
  }
  return joined
}

function sideToJoin(phrases: readonly Phrase[], index: number): 'before' | 'after' | undefined {
  if (!isFragment(phrases[index])) return undefined
  const before = isFragment(phrases[index - 1]) ? Infinity : (phrases[index - 1]?.pause ?? Infinity)
  const after = isFragment(phrases[index + 1]) ? Infinity : (phrases[index]?.pause ?? Infinity)
  if (Math.min(before, after) >= HESITATION) return undefined
  return before <= after ? 'before' : 'after'
}

function isFragment(phrase: Phrase | undefined): boolean {
  const [word, ...more] = phrase?.words ?? []
  return word !== undefined && more.length === 0 && word.end - word.start < FRAGMENT
}

function cutLong(words: readonly Word[], bounds: LineBounds): (readonly Word[])[] {
  const tooSlow = endOf(words) - words[0]!.start > bounds.seconds
  const tooWide = textOf(words).length > bounds.characters
  if (words.length < 2 || !(tooSlow || tooWide)) return [words]
  const at = placeToCut(tooSlow ? cutsByTime(words) : cutsByText(words))
  return [...cutLong(words.slice(0, at), bounds), ...cutLong(words.slice(at), bounds)]
}

/** A clause mark near the middle, else the longest pause, else the word boundary nearest the middle. */
function placeToCut(cuts: readonly Cut[]): number {
  const central = cuts.toSorted((a, b) => a.off - b.off)
  const clause = central.find((cut) => cut.clause && cut.off <= CLAUSE_REACH)
  const pauses = central.filter((cut) => cut.pause >= BREATH && cut.off <= PAUSE_REACH)
  return (clause ?? pauses.toSorted((a, b) => b.pause - a.pause)[0] ?? central[0]!).at
}

function cutsByTime(words: readonly Word[]): Cut[] {
  const start = words[0]!.start
  const seconds = endOf(words) - start
  return cutsAt(words, (index) => (words[index]!.start - start) / seconds)
}

function cutsByText(words: readonly Word[]): Cut[] {
  const ends: number[] = []
  for (const word of words) ends.push((ends.at(-1) ?? 0) + word.text.length)
  return cutsAt(words, (index) => ends[index - 1]! / ends.at(-1)!)
}

function cutsAt(words: readonly Word[], shareBefore: (index: number) => number): Cut[] {
  let latest = -Infinity
  return words.slice(1).map((word, index) => {
    const before = words[index]!
    latest = Math.max(latest, before.start, before.end)
    const clause = markAfter(before.text, word.text) !== 'none'
    return { at: index + 1, off: Math.abs(shareBefore(index + 1) - 0.5), pause: word.start - latest, clause }
  })
}

function toLine(words: readonly Word[], id: number): Line {
  const { start, speaker } = words[0]!
  return { id, start, end: endOf(words), speaker, text: textOf(words) }
}

function endOf(words: readonly Word[]): number {
  return words.reduce((latest, word) => Math.max(latest, word.start, word.end), -Infinity)
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }, at) => (at === 0 ? '' : spaceBetween(words[at - 1]!.text, text)) + text).join('')
}
