import type { Cue } from '../dub/speech.ts'
import { clockTime } from './clock-time.ts'
import { cueTimes } from './cue-times.ts'
import { joinRows } from './join-rows.ts'
import { srtPlain } from './srt-plain.ts'
import { srtText } from './srt-text.ts'

/**
 * Writes lines as SubRip to be edited, not shown: a cue for each, under the line's own number and at its own times, however
 * long it is and whatever it overlaps.
 */
export function toScriptSrt(lines: readonly (Cue & { readonly id: number })[]): string {
  return lines
    .map(({ id, start, end, text }) => {
      const times = [start, end].map((seconds) => clockTime(Math.round(seconds * 1000), ','))
      return `${id}\n${times.join(' --> ')}\n${scriptSrtText(text)}\n`
    })
    .join('\n')
}

/** A line's text as it reads when it comes back from such a file. */
export function scriptSrtText(text: string): string {
  return srtText(joinRows(text.split(/[\r\n]+/)))
}

/** A cue of such a file; null where it has lost its number. */
export type NumberedCue = Cue & { readonly number: number | null }

/**
 * Reads such a file back, in its own order. Forgives a byte order mark, any line ends, missing blank lines and markup. `astray` are
 * cues, by their index, after which there is text that belongs to no cue (−1 where it stands before all of them).
 */
export function readScriptSrt(text: string): { readonly cues: NumberedCue[]; readonly astray: number[] } {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const found: { times: NonNullable<ReturnType<typeof cueTimes>>; number: number | null; rows: string[] }[] = []
  const astray: number[] = []
  let isInside = false
  for (const [index, line] of lines.entries()) {
    const times = cueTimes(line)
    const before = lines[index - 1] ?? ''
    if (times !== undefined) {
      const number = NUMBER.test(before) ? Number(before) : null
      // Without a blank line before it, this cue's number has been taken for text of the cue before.
      if (isInside && number !== null) found.at(-1)?.rows.pop()
      found.push({ times, number, rows: [] })
      isInside = true
    } else if (line.trim() === '') isInside = false
    else if (isInside) found.at(-1)?.rows.push(srtPlain(line))
    else if (!NUMBER.test(line) || cueTimes(lines[index + 1] ?? '') === undefined) astray.push(found.length - 1)
  }
  return { cues: found.map(({ times, number, rows }) => ({ ...times, number, text: joinRows(rows) })), astray }
}

const NUMBER = /^\s*\d{1,9}\s*$/
