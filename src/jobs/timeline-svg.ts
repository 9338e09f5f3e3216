import type { SpokenLine } from '../dub/dubbed.ts'

/** Units of the picture; it is scaled to the page. */
const WIDTH = 1000
const ROW = 16
/** Seconds in a row: longer recordings take more rows. */
const SECONDS_PER_ROW = 60

/** A picture of the schedule: above, when each line is said in the source; below, when its clip is heard. */
export function timelineSvg(spoken: readonly SpokenLine[], duration: number): string {
  const rows = Math.max(1, Math.ceil(duration / SECONDS_PER_ROW))
  const height = rows * ROW * 3
  const bars = spoken.flatMap(({ line, placement }) => [
    ...bar(line.start, line.end, 0, '#8888'),
    ...bar(placement.start, placement.start + placement.seconds, 1, placement.rate > 1.2 ? '#c60' : '#27c'),
  ])
  const label = 'Grey: when each line is said. Blue: when it is heard in the dub; orange where it is hurried.'
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}"><title>${label}</title>${bars.join('')}</svg>`
}

/** A span as one rectangle for each row that it touches. */
function bar(start: number, end: number, lane: number, fill: string): string[] {
  const rectangles: string[] = []
  for (let row = Math.floor(start / SECONDS_PER_ROW); row * SECONDS_PER_ROW < end; row++) {
    const from = Math.max(start - row * SECONDS_PER_ROW, 0)
    const to = Math.min(end - row * SECONDS_PER_ROW, SECONDS_PER_ROW)
    const x = ((from / SECONDS_PER_ROW) * WIDTH).toFixed(1)
    const width = Math.max(1, ((to - from) / SECONDS_PER_ROW) * WIDTH).toFixed(1)
    const y = row * ROW * 3 + lane * ROW
    rectangles.push(`<rect x="${x}" y="${y}" width="${width}" height="${ROW - 2}" rx="3" fill="${fill}"/>`)
  }
  return rectangles
}
