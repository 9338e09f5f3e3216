/** How a language is read from the screen, and how its text comes apart. */
export type Reading = {
  /** BCP-47. */
  readonly language: string
  /** The longest row, in graphemes. */
  readonly width: number
  /** The highest reading speed, in graphemes a second. */
  readonly speed: number
  readonly words: Intl.Segmenter
  readonly graphemes: Intl.Segmenter
  /** Graphemes are what a reader counts as characters: "é" and "क्षि" have the same length however they are coded. */
  readonly count: (text: string) => number
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

/**
 * Characters that are graphemes wherever they stand, in the commonest scripts (Latin, Greek, Cyrillic, Arabic without
 * vowel marks, kana, Han, Hangul): most texts then need not be segmented, which takes ten times as long.
 */
const SINGLES = [
  ' -~\u00a1-\u02ff\u0370-\u0482\u048a-\u052f\u0621-\u064a\u2010-\u2026',
  '\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60',
]
const ALL_SINGLE = new RegExp(`^[${SINGLES.join('')}]*$`)

/** Looks up how `language` (BCP-47, well-formed) is read. */
export function readingOf(language: string): Reading {
  const graphemes = new Intl.Segmenter(language, { granularity: 'grapheme' })
  const [primary = ''] = language.toLowerCase().split('-')
  return {
    language,
    ...(DENSE[primary] ?? ALPHABETIC),
    words: new Intl.Segmenter(language, { granularity: 'word' }),
    graphemes,
    count: counter(graphemes),
  }
}

/** Counts graphemes, and remembers: the same words come again and again. */
function counter(graphemes: Intl.Segmenter): (text: string) => number {
  const counted = new Map<string, number>()
  return (text) => {
    if (ALL_SINGLE.test(text)) return text.length
    const count = counted.get(text) ?? [...graphemes.segment(text)].length
    counted.set(text, count)
    return count
  }
}
