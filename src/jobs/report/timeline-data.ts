import { type Dubbed, type SpokenLine, spokenIn } from '../../dub/dubbed.ts'
import { PACES, paceOf } from './pace.ts'

/**
 * What the page's script draws, as JSON that can stand in a page: numbers alone, for the words are in the list. Of each
 * line: id, start and end in the source, speaker; in a dub also start and length of the clip, rate, and its colour.
 */
export function timelineData({ duration, transcript, waveform, dubs }: Dubbed, bound: number): string {
  const said = transcript.lines.map(({ id, start, end, speaker }) => [id, short(start), short(end), speaker])
  const data = {
    duration,
    paces: PACES,
    source: waveform,
    languages: dubs.map((dub) => {
      const spoken = spokenIn(dub)
      return {
        language: dub.language,
        waveform: (dub.status !== 'translated' && dub.waveform) || null,
        lines: spoken ? linesOf(spoken, bound) : said,
        // There is something to draw and to hear, though it may not be fit for what it was asked for.
        complete: spoken !== undefined,
      }
    }),
  }
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

function linesOf(spoken: readonly SpokenLine[], bound: number): number[][] {
  return spoken.map(({ line: { id, start, end, speaker }, placement: { start: at, seconds, rate } }) => {
    const times = [start, end].map(short)
    return [id, ...times, speaker, short(at), short(seconds), short(rate), PACES.indexOf(paceOf(rate, bound))]
  })
}

/** To the millisecond, which no eye tells. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000
}
