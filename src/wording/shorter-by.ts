/** What a line that was spoken comes to, and what its next wording should: seconds, and characters. */
export type ShorterAim = { readonly seconds: number; readonly wanted: number; readonly characters: number }

/** Characters map to seconds only roughly: so much less than what would just do is asked for, as a share. */
const MARGIN = 0.05
/** What is wanted is rounded down to these steps (s), finer where little is said at all. */
const STEPS = { usual: 0.25, short: 0.1 }
const SHORT = 1
/** What asks for less than this share of a wording asks for another sentence; a later round may ask again. */
const LEAST_SHARE = 0.5

/**
 * How short the next wording of a line should be, which was said in `seconds` and should be by `excess` shorter (s): by the
 * pace at which its own voice said it. Rounded, so that where another line moves a little, the question stays the same.
 */
export function shorterBy(wording: string, seconds: number, excess: number): ShorterAim {
  const share = Math.max(LEAST_SHARE, (1 - excess / seconds) * (1 - MARGIN))
  const said = Math.max(0.1, Math.round(seconds * 10) / 10)
  const wanted = roundedDown(said * share)
  return aimAt(wording, said, wanted)
}

/** The aim that is one step shorter; none where that is less than what is ever asked for at once. */
export function stepShorter(wording: string, { seconds, wanted }: ShorterAim): ShorterAim | undefined {
  const less = roundedDown(wanted - STEPS.short / 2)
  return less < wanted && less >= seconds * LEAST_SHARE - STEPS.usual ? aimAt(wording, seconds, less) : undefined
}

function aimAt(wording: string, seconds: number, wanted: number): ShorterAim {
  const count = [...wording].length
  const characters = Math.floor((count * wanted) / seconds)
  return { seconds, wanted, characters: Math.max(1, Math.min(count - 1, characters)) }
}

function roundedDown(seconds: number): number {
  const perSecond = 1 / (seconds < SHORT ? STEPS.short : STEPS.usual)
  return Math.max(STEPS.short, Math.floor(seconds * perSecond) / perSecond)
}

/** About how many characters too many a wording has that is by `excess` of its seconds too long. */
export function charactersOver(wording: string, seconds: number, excess: number): number {
  return Math.ceil(([...wording].length * excess) / seconds)
}
