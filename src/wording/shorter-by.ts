/** What a line that was spoken comes to, and what its next wording should: seconds to a tenth, and characters. */
export type ShorterAim = { readonly seconds: number; readonly wanted: number; readonly characters: number }

/** Characters map to seconds only roughly: so much less than what would just do is asked for, as a share. */
const MARGIN = 0.05
/** What asks for less than this share of a wording asks for another sentence; a later round may ask again. */
const LEAST_SHARE = 0.5

/**
 * How short the next wording of a line should be, which was said in `seconds` and should be by `excess` shorter (s): by the
 * pace at which its own voice said it. Rounded, so that where another line moves a little, the question stays the same.
 */
export function shorterBy(wording: string, seconds: number, excess: number): ShorterAim {
  const count = [...wording].length
  const share = Math.max(LEAST_SHARE, (1 - excess / seconds) * (1 - MARGIN))
  const said = Math.max(0.1, Math.round(seconds * 10) / 10)
  const wanted = Math.max(0.1, Math.floor(said * share * 10) / 10)
  const characters = Math.floor((count * wanted) / said)
  return { seconds: said, wanted, characters: Math.max(1, Math.min(count - 1, characters)) }
}

/** About how many characters too many a wording has that is by `excess` of its seconds too long. */
export function charactersOver(wording: string, seconds: number, excess: number): number {
  return Math.ceil(([...wording].length * excess) / seconds)
}
