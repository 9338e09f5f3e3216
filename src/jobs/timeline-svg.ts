import type { SpokenLine } from '../dub/dubbed.ts'
import type { Placement, Span } from '../dub/speech.ts'

/** Units of the picture; it is scaled to the page. */
const WIDTH = 1000
const ROW = 16
/** The most seconds in a row: longer recordings take more rows. */
const LONGEST_ROW = 60

/** A picture of the schedule: above, when each line is said in the source; below, when its clip is heard. */
export function timelineSvg(spoken: readonly SpokenLine[], duration: number): string {
  const seconds = Math.min(duration, LONGEST_ROW)
  const rows = Math.max(1, Math.ceil(duration / seconds))
  const height = rows * ROW * 3
  const bars = spoken.flatMap(({ line, placement }) => [
    ...bar(line, 0, seconds, '#8888'),
    ...bar(heard(placement), 1, seconds, placement.rate > 1.2 ? '#c60' : '#27c'),
  ])
  const label = 'Grey: when each line is said. Blue: when it is heard in the dub; orange where it is hurried.'
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}"><title>${label}</title>${bars.join('')}</svg>`
}

function heard({ start, seconds }: Placement): Span {
  return { start, end: start + seconds }
}

/** A span as one rectangle for each row, of so many seconds, that it touches. */
function bar({ start, end }: Span, lane: number, seconds: number, fill: string): string[] {
  const rectangles: string[] = []
  for (let row = Math.floor(start / seconds); row * seconds < end; row++) {
    const from = Math.max(start - row * seconds, 0)
    const to = Math.min(end - row * seconds, seconds)
    const x = ((from / seconds) * WIDTH).toFixed(1)
    const width = Math.max(1, ((to - from) / seconds) * WIDTH).toFixed(1)
    const y = row * ROW * 3 + lane * ROW
    rectangles.push(`<rect x="${x}" y="${y}" width="${width}" height="${ROW - 2}" rx="3" fill="${fill}"/>`)
  }
  return rectangles
}
