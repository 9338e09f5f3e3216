/** How a language is read from the screen, and how its text comes apart. */
export type Reading = {
  /** The longest row, in graphemes. */
  readonly width: number
  /** The highest reading speed, in graphemes a second. */
  readonly speed: number
  readonly words: Intl.Segmenter
  readonly graphemes: Intl.Segmenter
}

/** Rows and speeds for languages whose characters carry more than a letter does. */
const DENSE: Readonly<Record<string, { readonly width: number; readonly speed: number }>> = {
  zh: { width: 16, speed: 11 },
  cmn: { width: 16, speed: 11 },
  yue: { width: 16, speed: 11 },
  ja: { width: 16, speed: 7 },
  ko: { width: 16, speed: 12 },
}

/** Rows and speeds for all other languages. */
const ALPHABETIC = { width: 42, speed: 17 }

/** Looks up how `language` (BCP-47, well-formed) is read. */
export function readingOf(language: string): Reading {
  const [primary = ''] = language.toLowerCase().split('-')
  return {
    ...(DENSE[primary] ?? ALPHABETIC),
    words: new Intl.Segmenter(language, { granularity: 'word' }),
    graphemes: new Intl.Segmenter(language, { granularity: 'grapheme' }),
  }
}
