import { baseOf } from '../dub/language.ts'

/** A pair of Apertium's: the mode that it is run by, and the languages, as ytdub calls them. */
export type Pair = { readonly from: string; readonly to: string; readonly mode: string }

/** Regions aside: Apertium has one Spanish. */
export const PAIRS: readonly Pair[] = [
  { from: 'en', to: 'ca', mode: 'eng-cat' },
  { from: 'en', to: 'eo', mode: 'en-eo' },
  { from: 'en', to: 'es', mode: 'eng-spa' },
  { from: 'ca', to: 'en', mode: 'cat-eng' },
  { from: 'eo', to: 'en', mode: 'eo-en' },
  { from: 'es', to: 'en', mode: 'spa-eng' },
]

/** The pair that translates from one language to another; undefined where there is none. */
export function findPair(from: string, to: string): Pair | undefined {
  return PAIRS.find((pair) => pair.from === baseOf(from) && pair.to === baseOf(to))
}
