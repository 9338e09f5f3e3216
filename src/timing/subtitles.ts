import type { Caption } from '../dub/captions.ts'
import { clockTime } from './clock-time.ts'
import { cueTimes } from './cue-times.ts'
import { srtPlain } from './srt-plain.ts'
import { srtText } from './srt-text.ts'

/** What WebVTT text is escaped to and read back from. */
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': '\u00a0',
  '&lrm;': '\u200e',
  '&rlm;': '\u200f',
}

/** A caption in whole milliseconds, rows without line breaks. */
type Cue = { readonly start: number; readonly end: number; readonly rows: readonly string[] }

/** Writes captions as SubRip: an arrow in a text becomes "→", and what would be markup its look-alike. */
export function toSrt(captions: readonly Caption[]): string {
  return toCues(captions)
    .map(({ start, end, rows }, index) => {
      return `${index + 1}\n${clockTime(start, ',')} --> ${clockTime(end, ',')}\n${srtText(rows.join('\n'))}\n`
    })
    .join('\n')
}

/** Writes captions as WebVTT. */
export function toWebVtt(captions: readonly Caption[]): string {
  const cues = toCues(captions).map(({ start, end, rows }) => {
    const text = rows.map((row) => row.replace(/[&<>]/g, (mark) => ESCAPES[mark]!)).join('\n')
    return `${clockTime(start, '.')} --> ${clockTime(end, '.')}\n${text}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

/**
 * Reads SubRip and WebVTT, in order of start, in seconds; rows lose their markup. Forgives a byte order mark, any line
 * ends, missing numbers and missing blank lines. Comments, styles, cue settings and cues without text are left out; a
 * text without any cue gives no captions.
 */
export function parseSubtitles(text: string): Caption[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const plain = /^WEBVTT(\s|$)/.test(lines[0]!) ? plainFromWebVtt : srtPlain
  const found: { start: number; end: number; rows: string[] }[] = []
  let isInside = false
  let isComment = false
  for (const [index, line] of lines.entries()) {
    const span = isComment ? undefined : cueTimes(line)
    if (span !== undefined) {
      // Without a blank line before it, this cue's number has been taken for text of the cue before.
      if (isInside && /^\s*\d+\s*$/.test(lines[index - 1]!)) found.at(-1)!.rows.pop()
      found.push({ ...span, rows: [] })
      isInside = true
    } else if (line.trim() === '') isInside = isComment = false
    else if (isInside) found.at(-1)!.rows.push(plain(line).trim())
    else if (/^(NOTE|STYLE|REGION)(\s|$)/.test(line)) isComment = true
  }
  return found
    .map((cue) => ({ ...cue, rows: cue.rows.filter((row) => row !== '') }))
    .filter(({ rows }) => rows.length > 0)
    .toSorted((a, b) => a.start - b.start)
}

/** Rounds to milliseconds: a cue is at least 1 ms long and begins no earlier than the one before it ends. */
function toCues(captions: readonly Caption[]): Cue[] {
  let free = 0
  return captions.flatMap((caption) => {
    const rows = caption.rows.map((row) => row.replace(/\s*[\r\n]\s*/g, ' ').trim()).filter((row) => row !== '')
    if (rows.length === 0) return []
    const start = Math.max(free, Math.round(caption.start * 1000))
    free = Math.max(start + 1, Math.round(caption.end * 1000))
    return [{ start, end: free, rows }]
  })
}

function plainFromWebVtt(row: string): string {
  return row.replace(/<[^>]*>/g, '').replace(/&[a-z]+;/g, (name) => ENTITIES[name] ?? name)
}
