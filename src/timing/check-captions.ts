import { type CaptionFormat, type RawCue, readCues, type SyntaxRule } from './read-cues.ts'
import { type Reading, readingOf } from './reading.ts'

/** What captions are held to: the rules of form, of time, and of the text. */
type CaptionRule = SyntaxRule | 'order' | 'overlap' | 'end' | 'gap' | 'shown' | TextRule
type TextRule = 'empty' | 'rows' | 'width' | 'markup' | 'speed' | 'break'

/**
 * What is wrong with a cue (counted from 1; 0 is the file as a whole), without what it says. An error is refused by
 * platforms or shown wrongly by players; a warning is hard on the reader, and sometimes the speech leaves no choice.
 */
export type CaptionFault = {
  readonly cue: number
  readonly rule: CaptionRule
  readonly what: string
  readonly severity: 'error' | 'warning'
}

type Found = Omit<CaptionFault, 'cue' | 'severity'>

const WARNINGS: ReadonlySet<CaptionRule> = new Set(['byte-order-mark', 'gap', 'shown', 'speed', 'break'])

/** Two frames at 24 a second, and the shortest and longest time that a caption is shown (ms). */
const GAP = 83
const SHORTEST = 830
const LONGEST = 7000

/** What whole milliseconds may be off by (ms): the sound's end lies between two of them. */
const ROUNDING = 1

/** Tags that players of each format take for markup, and entities, which only WebVTT has. */
const SRT_MARKUP = /<\/?[a-z][^>]*>|\{\\[^}]*\}|&(?:amp|lt|gt|nbsp|quot|lrm|rlm|#\d+);/i
const VTT_TAG = /<\/?(?:[cibuv]|lang|ruby|rt)(?:\.[^\s<>&]+)*(?:[ \t][^<>]*)?>|<\d{2,}:\d\d(?::\d\d)?\.\d{3}>/g
const VTT_ENTITY = /&(?:[a-z]+|#\d+|#x[\da-f]+);/gi
const VTT_MARKUP = /[<&]/

/** Marks that no row begins with, and marks that none ends with; quotes do both, in one language or another. */
const NEVER_FIRST = /^[\p{Pe},;:!?、。，．！？；：،؛؟।॥％ぁぃぅぇぉっゃゅょァィゥェォッャュョー々]/u
const NEVER_LAST = /[\p{Ps}¿¡]$/u

/**
 * Checks a file of captions as it would be uploaded: `language` is BCP-47, `duration` that of the recording (s).
 * Widths and speeds are counted in graphemes. No faults: every player shows it as it was meant, and it can be read.
 */
export function checkCaptions(
  text: string,
  format: CaptionFormat,
  { language, duration }: { readonly language: string; readonly duration: number },
): CaptionFault[] {
  const { cues, faults } = readCues(text, format)
  const reading = readingOf(language)
  const found: (Found & { cue: number })[] = [...faults]
  let before: RawCue | undefined
  for (const [cue, raw] of cues) {
    const rows = raw.rows.map((row) => plain(row, format))
    const all = [
      ...checkTimes(raw, before, duration * 1000),
      ...checkMarkup(raw.rows, format),
      ...checkRows(rows, reading),
      ...checkSpeed(rows, raw, reading),
    ]
    found.push(...all.map((each) => ({ cue, ...each })))
    before = raw
  }
  return found
    .map((each) => ({ ...each, severity: WARNINGS.has(each.rule) ? ('warning' as const) : ('error' as const) }))
    .toSorted((a, b) => a.cue - b.cue)
}

function* checkTimes({ start, end }: RawCue, before: RawCue | undefined, duration: number): Generator<Found> {
  if (end <= start) yield { rule: 'times', what: 'ends before it begins' }
  else if (end - start < SHORTEST) yield { rule: 'shown', what: `is shown for only ${end - start} ms` }
  else if (end - start > LONGEST) yield { rule: 'shown', what: `is shown for ${end - start} ms` }
  if (end > duration + ROUNDING) yield { rule: 'end', what: 'ends after the recording' }
  if (before === undefined) return
  if (start < before.start) yield { rule: 'order', what: 'begins before the one before it' }
  else if (start < before.end) yield { rule: 'overlap', what: `overlaps the one before it by ${before.end - start} ms` }
  else if (start - before.end < GAP)
    yield { rule: 'gap', what: `comes ${start - before.end} ms after the one before it` }
}

function* checkMarkup(rows: readonly string[], format: CaptionFormat): Generator<Found> {
  const hasMarkup = rows.some((row) =>
    format === 'srt' ? SRT_MARKUP.test(row) : VTT_MARKUP.test(row.replace(VTT_TAG, '').replace(VTT_ENTITY, '')),
  )
  if (hasMarkup) yield { rule: 'markup', what: 'holds what players take for markup' }
}

function* checkRows(rows: readonly string[], { width, count, words }: Reading): Generator<Found> {
  if (rows.every((row) => row.trim() === '')) return yield { rule: 'empty', what: 'says nothing' }
  if (rows.length > 2) yield { rule: 'rows', what: `has ${rows.length} rows` }
  if (rows.some((row) => row.trim() === '')) yield { rule: 'rows', what: 'has an empty row' }
  const widest = Math.max(...rows.map(count))
  if (widest > width) yield { rule: 'width', what: `has a row of ${widest} characters, of ${width}` }
  for (const [index, row] of rows.entries()) {
    if (NEVER_FIRST.test(row) || NEVER_LAST.test(row)) yield { rule: 'break', what: 'parts a mark from its word' }
    const next = rows[index + 1]
    if (next !== undefined && isInsideWord(row, next, words)) yield { rule: 'break', what: 'parts a word or a number' }
  }
}

/** Whether a row ends inside a number, or inside what the dictionary of a script without spaces knows as a word. */
function isInsideWord(row: string, next: string, words: Intl.Segmenter): boolean {
  if (/\p{Nd}[.,:]?$/u.test(row) && /^\p{Nd}/u.test(next)) return true
  if (!HAS_NO_SPACES.test(row.slice(-1) + next.slice(0, 1))) return false
  const segment = words.segment(row + next).containing(row.length)
  return segment !== undefined && segment.index < row.length
}

const HAS_NO_SPACES = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}$/u

function* checkSpeed(rows: readonly string[], { start, end }: RawCue, reading: Reading): Generator<Found> {
  const characters = rows.reduce((sum, row) => sum + reading.count(row), 0)
  if (characters * 1000 <= reading.speed * (end - start + ROUNDING)) return
  const speed = ((characters * 1000) / Math.max(1, end - start)).toFixed(1)
  yield { rule: 'speed', what: `has ${speed} characters a second, of ${reading.speed}` }
}

/** The text that is seen: entities count as the one character that they stand for. */
function plain(row: string, format: CaptionFormat): string {
  return format === 'srt' ? row : row.replace(VTT_TAG, '').replace(VTT_ENTITY, '.')
}
