/** The formats that captions are written in. */
export type CaptionFormat = 'srt' | 'webvtt'

/** One cue as the file has it: times in whole milliseconds, rows with their markup. */
export type RawCue = { readonly start: number; readonly end: number; readonly rows: readonly string[] }

/** What of a file is not as its format has it; cue 0 is the file as a whole. */
type SyntaxFault = { readonly cue: number; readonly rule: SyntaxRule; readonly what: string }

export type SyntaxRule = 'encoding' | 'byte-order-mark' | 'header' | 'number' | 'times' | 'blank-line'

/**
 * `01:02:03,456` in SubRip, whose hours are always written, and `02:03.456` or `01:02:03.456` in WebVTT, whose cues may
 * have settings (WebVTT, W3C Candidate Recommendation, 4.1).
 */
const TIMES: Readonly<Record<CaptionFormat, RegExp>> = {
  srt: /^(\d{2,}):([0-5]\d):([0-5]\d),(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d),(\d{3})$/,
  webvtt:
    /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?:[ \t]+\S.*)?$/,
}

/** What `TextDecoder` and UTF-8 writers put where there was no character, and what no text file holds. */
const NO_TEXT = /[\0\ufffd]|\p{Cs}/u

/**
 * Reads a file of captions strictly, as the pickiest player would: every cue whose times can be read, and every fault
 * of form. A cue without readable times is a fault and no cue, but counts.
 */
export function readCues(text: string, format: CaptionFormat): { cues: Map<number, RawCue>; faults: SyntaxFault[] } {
  const faults: SyntaxFault[] = []
  if (NO_TEXT.test(text)) faults.push({ cue: 0, rule: 'encoding', what: 'holds bytes that are no UTF-8 text' })
  if (text.startsWith('\ufeff')) faults.push({ cue: 0, rule: 'byte-order-mark', what: 'begins with a byte order mark' })
  const blocks = blocksOf(text.replace(/^\ufeff/, ''))
  const cues = new Map<number, RawCue>()
  for (const [index, lines] of (format === 'webvtt' ? withoutHeader(blocks, faults) : blocks).entries()) {
    const cue = index + 1
    const at = lines.findIndex((line) => line.includes('-->'))
    const times = TIMES[format].exec(lines[at] ?? '')
    if (format === 'srt' && lines[0] !== String(cue))
      faults.push({ cue, rule: 'number', what: `does not begin with its number, ${cue}` })
    if (times === null || at > 1) faults.push({ cue, rule: 'times', what: 'has no line of times that can be read' })
    else {
      const rows = lines.slice(at + 1)
      if (rows.some((row) => row.includes('-->')))
        faults.push({ cue, rule: 'blank-line', what: 'holds an arrow, or runs into the next without a blank line' })
      cues.set(cue, { start: milliseconds(times.slice(1, 5)), end: milliseconds(times.slice(5, 9)), rows })
    }
  }
  return { cues, faults }
}

/** What stands between blank lines. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = [[]]
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') blocks.push([])
    else blocks.at(-1)!.push(line)
  }
  return blocks.filter((lines) => lines.length > 0)
}

/** WebVTT begins with its name; comments, styles and regions are no cues. */
function withoutHeader(blocks: readonly string[][], faults: SyntaxFault[]): string[][] {
  const isHeader = /^WEBVTT(?:[ \t].*)?$/.test(blocks[0]?.[0] ?? '')
  if (!isHeader) faults.push({ cue: 0, rule: 'header', what: 'does not begin with WEBVTT' })
  else if (blocks[0]!.some((line) => line.includes('-->')))
    faults.push({ cue: 0, rule: 'header', what: 'has no blank line after its header' })
  return blocks.slice(isHeader ? 1 : 0).filter(([first]) => !/^NOTE(?:[ \t]|$)|^(?:STYLE|REGION)[ \t]*$/.test(first!))
}

function milliseconds([hours, minutes, seconds, thousandths]: readonly (string | undefined)[]): number {
  return ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(thousandths)
}
