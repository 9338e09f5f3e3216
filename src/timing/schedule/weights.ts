/** What an error costs: each in the unit of its error, so that errors as large as their weight cost the same. */
export type Weights = { readonly start: number; readonly end: number; readonly rate: number; readonly jump: number }

/** A listener hears haste before he sees that a voice is 0.2 s off. */
const NATURAL: Weights = {
  /** Seconds between a line's start and its clip's: what an eye on the speaker begins to see. */
  start: 0.2,
  /** Seconds between a line's end and its clip's: the end of a sentence is seen far less than its start. */
  end: 0.6,
  /** Deviation of a clip's length from its natural one, as a share: from here on a voice begins to sound driven. */
  rate: 0.07,
  /** Change of that share from a speaker's line to his next: as disturbing as the haste itself. */
  jump: 0.07,
}

/** What start errors outweigh all else by, as a ratio of squares, where they come first. */
const FIRST = 1e-8

const TIGHT: Weights = {
  start: NATURAL.start,
  end: NATURAL.end / Math.sqrt(FIRST),
  rate: NATURAL.rate / Math.sqrt(FIRST),
  jump: NATURAL.jump / Math.sqrt(FIRST),
}

/** The weights of a setting: `natural` weighs haste against errors of time, `tight` puts the starts before all else. */
export function weightsFor(sync: 'natural' | 'tight'): Weights {
  return sync === 'tight' ? TIGHT : NATURAL
}
