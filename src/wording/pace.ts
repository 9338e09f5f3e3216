/**
 * Characters (code points, spaces and marks counted) that people say in a second, by primary subtag. de, en, es, fr, it, ja
 * and zh: syllables a second (5.97, 6.19, 7.82, 7.18, 6.99, 7.84, 5.18) of Pellegrino, Coupé & Marsico, "A cross-language
 * perspective on speech information rate", Language 87 (2011), times characters for a syllable in running text (2.5, 2.4,
 * 2.1, 2.3, 2.3, 0.95, 1), our estimate. The others: eSpeak NG 1.51 at its usual speed reading the first article of the
 * Declaration of Human Rights, slowed to 0.85, by which it is faster than the first. ± 20 % from voice to voice.
 */
const PACE: Readonly<Record<string, number>> = {
  ar: 11,
  ca: 14.5,
  de: 15,
  en: 15,
  eo: 13.5,
  es: 16,
  fr: 16,
  hi: 13,
  it: 16,
  ja: 7.5,
  ko: 6.5,
  nl: 14.5,
  pt: 14.5,
  ru: 14.5,
  zh: 5,
}

/** For languages without a rate of their own. */
const USUAL = 14.5

/** What a synthesizer may be off by before its answer is not this text: three times either way, and what silence it adds (s). */
const OFF = 3
const SLACK = 2

/** Texts expected to last less than this (s) may be as short as they like: "No." is said in a moment. */
const SHORT = 1

/** Characters that a voice of the language (BCP-47) says unhurriedly in so many seconds; at least 1. */
export function charactersFor(seconds: number, language: string): number {
  return Math.max(1, Math.floor(seconds * paceOf(language)))
}

/** The seconds between which speech of a text lies, if it is this text that is spoken; wide, for voices differ. */
export function plausibleSeconds(text: string, language: string): { readonly least: number; readonly most: number } {
  const expected = spokenSize(text) / paceOf(language)
  return { least: expected < SHORT ? 0 : expected / OFF, most: OFF * expected + SLACK }
}

function paceOf(language: string): number {
  return PACE[language.toLowerCase().split('-')[0] ?? ''] ?? USUAL
}

/** Digits and signs take as long as their words do: some four letters each. */
function spokenSize(text: string): number {
  const characters = [...text.trim().replace(/\s+/gu, ' ')]
  return characters.reduce((sum, character) => sum + (/[\p{N}\p{Sc}%]/u.test(character) ? 4 : 1), 0)
}
