import { type Parting, partingOf } from './parting.ts'
import type { Reading } from './reading.ts'
import { ENDS_UNSPACED, HAS_UNSPACED, STARTS_UNSPACED } from './spacing.ts'

/** Text that stays on one row. */
export type Unit = {
  readonly text: string
  /** Whether a space stood before it. */
  readonly space: boolean
  /** Its length in graphemes. */
  readonly size: number
  /** What parts it from the next. */
  readonly parting: Parting
}

type Piece = { readonly text: string; readonly space: boolean }

/** Spaces at which a row may end, and what is no text at all; the no-break spaces are not among them. */
const SPACES = /(?:[^\S\u00a0\u2007\u202f\ufeff]|\p{Cc})+/u

/** Text that no row begins with: closing marks, small kana, sounds drawn out and repeated, units of a number. */
const NEVER_FIRST =
  /^[\p{Pe}\p{Pf}\p{M}.,;:!?…‥、。，．！？；：،؛؟।॥·・％%‰٪°"'’ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿー々〻ゝゞヽヾ〜～｡､･ｰ]/u

/** Text that no row ends with: opening brackets and quotes, and currencies before their number. */
const NEVER_LAST = /[\p{Ps}\p{Pi}¿¡„]$/u

/** Marks that stand between spaces in some languages ("Quoi ?", "है ।") but belong to the word before them. */
const LEANS_BACK = /^[\p{Pe}\p{Pf}\p{Pd}.,;:!?…،؛؟।॥%‰٪°]+$/u

/** Marks that stand between spaces but belong to the word after them, a dash only at the very start. */
const LEANS_FORWARD = /^[\p{Ps}\p{Pi}\p{Pd}\p{Sc}¿¡„]+$/u

/** Numbers written in words, in Chinese and Japanese. */
const NUMERAL = '[〇零一二三四五六七八九十百千万萬億亿兆]'
const ENDS_NUMERAL = new RegExp(`${NUMERAL}$`, 'u')
const STARTS_NUMERAL = new RegExp(`^${NUMERAL}`, 'u')

/** Units of measure that stay with their number ("10 km", "5 Uhr"). */
const UNIT_OF_MEASURE =
  /^(?:[kcmnµdh]?[mglsWVAJN]|km\/h|min|[kMGT]?Hz|[kMGT]?B|kWh|ha|[ap]\.?m\.?|Uhr|°[CF]|к?м|с?мм?|к?г|л|млн|млрд)(?!\p{L})/u

/** Breaks a text into the units that rows are made of: words, numbers with what belongs to them, marks with theirs. */
export function breakText(text: string, reading: Reading): Unit[] {
  const chunks = text.split(SPACES).flatMap((chunk) => chunk.trim() || [])
  const pieces = chunks.flatMap((chunk, index) => splitChunk(chunk, index > 0, reading))
  const units = join(pieces).flatMap((piece) => cutOverlong(piece, reading))
  return units.map((unit, index) => {
    const next = units[index + 1]?.text ?? ''
    const parting = partingOf(unit.text, next, reading.language)
    return { ...unit, size: reading.count(unit.text), parting }
  })
}

/** Scripts with spaces break at them alone; the others at the words that the segmenter's dictionary finds. */
function splitChunk(chunk: string, space: boolean, { words }: Reading): Piece[] {
  if (!HAS_UNSPACED.test(chunk)) return [{ text: chunk, space }]
  return [...words.segment(chunk)].map(({ segment, index }) => ({ text: segment, space: space && index === 0 }))
}

function join(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const before = joined.at(-1)
    if (before === undefined || mayPart(before.text, piece)) joined.push(piece)
    else joined[joined.length - 1] = { ...before, text: before.text + (piece.space ? ' ' : '') + piece.text }
  }
  return joined
}

function mayPart(before: string, { text, space }: Piece): boolean {
  return space ? mayPartAtSpace(before, text) : mayPartInside(before, text)
}

function mayPartAtSpace(before: string, after: string): boolean {
  if (LEANS_BACK.test(after) || LEANS_FORWARD.test(before)) return false
  if (/\p{Nd}$/u.test(before) && (/^[%‰٪°\p{Sc}]/u.test(after) || UNIT_OF_MEASURE.test(after))) return false
  // "z. B." and "d. h." are one abbreviation.
  if (/^\P{L}?\p{Ll}\.$/u.test(before) && /^\p{L}\./u.test(after)) return false
  // "1 234 567" is one number.
  return !(/(^|\P{Nd})\p{Nd}{1,3}$/u.test(before) && /^\p{Nd}{3}(\P{Nd}|$)/u.test(after))
}

function mayPartInside(before: string, after: string): boolean {
  if (NEVER_FIRST.test(after) || NEVER_LAST.test(before)) return false
  // A number keeps its unit ("10分"), its currency and its large figures ("3万5千").
  if (/\p{Nd}$/u.test(before) || (/[\p{Sc}万萬億亿千百兆.,]$/u.test(before) && /^\p{Nd}/u.test(after))) return false
  if (ENDS_NUMERAL.test(before) && STARTS_NUMERAL.test(after)) return false
  return ENDS_UNSPACED.test(before) || STARTS_UNSPACED.test(after)
}

/** The last resort for what is wider than a row, such as an address: at its own words, or between graphemes. */
function cutOverlong(piece: Piece, reading: Reading): Piece[] {
  if (reading.count(piece.text) <= reading.width) return [piece]
  const rows: string[] = []
  let free = 0
  for (const { segment } of reading.words.segment(piece.text)) {
    const whole = reading.count(segment) <= reading.width
    for (const atom of whole ? [segment] : Array.from(reading.graphemes.segment(segment), (each) => each.segment)) {
      const size = reading.count(atom)
      if (size > free) {
        rows.push('')
        free = reading.width
      }
      rows[rows.length - 1] += atom
      free -= size
    }
  }
  return rows.flatMap((row, index) => {
    const space = index === 0 ? piece.space : /\s$/u.test(rows[index - 1]!) || /^\s/u.test(row)
    return row.trim() === '' ? [] : { text: row.trim(), space }
  })
}
