import type { Placement } from '../../src/dub/speech.ts'
import type { Plan } from './instance.ts'
import { FASTEST } from './judge.ts'
import type { Run } from './run.ts'
import { box, type Part, text, upright, WIDTH } from './svg.ts'

/** Who is drawn, and what there is to see. */
const SHOWN: readonly (readonly [string, string])[] = [
  ['ytdub', 'a little early, a little late, a little faster'],
  ['greedy', 'lateness is handed on'],
  ['naive', 'speaks over itself'],
  ['fill', 'gabbles where a line is long'],
  ['trim', 'ends are cut off'],
  ['push', 'drifts further and further'],
]

const SECONDS = 30
const LEFT = 24
const NAME_WIDTH = 268
const LANE = 46
const BAR = 22

/** The stretch of time that is drawn. */
type Window = { readonly from: number; readonly to: number }

/** Thirty seconds in which much is to be fitted: the source, and what some rules make of it; it begins at `top`. */
export function lanes({ instance, outcomes }: Run, top: number): Part {
  const window = busiest(outcomes['naive']!.plan)
  const first = top + 34
  const bottom = first + (SHOWN.length + 1) * LANE
  const starts = instance.lines
    .filter(({ start }) => start >= window.from && start <= window.to)
    .map(({ start }) => upright(at(window, start), first - 4, bottom - 14, 'line'))
  const before = instance.lines.filter(({ start }) => start < window.from).length
  const source = instance.lines.map(({ start, end }, line) => {
    return { start, rate: 1, seconds: end - start, natural: end - start, number: line + 1 - before }
  })
  const shown = SHOWN.map(([name, about], index) => {
    const { placements } = outcomes[name]!.plan
    const clips = placements.map((placed, line) => {
      return { ...placed, natural: instance.lines[line]!.natural, number: line + 1 - before }
    })
    return lane(window, name, about, clips, first + (index + 1) * LANE)
  })
  const heading = `${SECONDS} seconds of it, from ${clock(window.from)}, each line with its number`
  return {
    svg: [
      text(LEFT, top, heading, 'head'),
      legend(top),
      ...starts,
      lane(window, 'source', 'when each line is said', source, first, 'soft'),
      ...shown,
    ].join('\n'),
    bottom,
  }
}

/** The window in which the naive rule overlaps most, which is where fitting matters. */
function busiest({ placements }: Plan): Window {
  let best: Window = { from: 0, to: SECONDS }
  let most = -1
  for (const [first, { start: from }] of placements.entries()) {
    let overlap = 0
    for (
      let index = first;
      placements[index + 1] !== undefined && placements[index + 1]!.start < from + SECONDS;
      index += 1
    ) {
      overlap += Math.max(0, endOf(placements[index]!) - placements[index + 1]!.start)
    }
    if (overlap <= most) continue
    most = overlap
    best = { from, to: from + SECONDS }
  }
  return best
}

/** A clip, the length of its whole (s), and the number that its line has in the picture. */
type Clip = Placement & { readonly natural: number; readonly number: number }

function lane(window: Window, name: string, about: string, clips: readonly Clip[], y: number, fill?: string): string {
  const seen = clips.filter((clip) => clip.start + clip.natural > window.from && clip.start < window.to)
  const bars = seen.map((clip) => bar(window, clip, y, fill ?? fillOf(clip.rate)))
  const overs = seen.flatMap((clip, index) => {
    const next = seen[index + 1]
    const shared = next === undefined ? 0 : endOf(clip) - next.start
    return shared > 1e-6 ? span(window, next!.start, next!.start + shared, y, 'bad') : []
  })
  const title = text(LEFT, y + 10, name, name === 'ytdub' ? 'bold' : '') + text(LEFT, y + 25, about, 'soft')
  return [title, ...bars, ...overs, ...seen.map((clip) => label(window, clip, y))].join('')
}

/** A clip, and beside it what is cut off. */
function bar(window: Window, clip: Clip, y: number, fill: string): string {
  const end = endOf(clip)
  const cut = clip.natural - clip.seconds * clip.rate
  const lost = cut > 1e-6 ? dashed(at(window, end), at(window, end + cut), y) : ''
  return span(window, clip.start, end, y, fill) + lost
}

/** The number of a clip's line, and its rate, where there is room. */
function label(window: Window, clip: Clip, y: number): string {
  const [x, end] = [at(window, clip.start), at(window, endOf(clip))]
  const isKnown = clip.number > 0 && end - x > 14
  const isFitted = end - x > 48 && Math.abs(clip.rate - 1) > 0.005
  const number = isKnown ? text(x + 4, y + 15, String(clip.number), 'small bold on') : ''
  return number + (isFitted ? text(end - 5, y + 15, `× ${clip.rate.toFixed(2)}`, 'small right on') : '')
}

/** A bar from one time to another, with a hair of paper around it, so that neighbours can be told apart. */
function span(window: Window, from: number, to: number, y: number, fill: string): string {
  const [x, end] = [at(window, from), at(window, to)]
  return box(x + 0.5, y, [Math.max(1, end - x - 1), BAR], fill)
}

/** What is not played. */
function dashed(x: number, end: number, y: number): string {
  const size = `width="${Math.max(1, end - x - 2).toFixed(1)}" height="${BAR - 2}"`
  return `<rect x="${(x + 1).toFixed(1)}" y="${y + 1}" ${size} fill="none" stroke="var(--bad)" stroke-dasharray="3 2"/>`
}

function fillOf(rate: number): string {
  if (rate > FASTEST + 1e-6) return 'bad'
  if (rate > 1.1) return 'brisk'
  return rate < 0.97 ? 'slow' : 'calm'
}

function legend(y: number): string {
  const kinds = [
    ['slow', 'slower than 0.97'],
    ['calm', 'natural, up to 1.1'],
    ['brisk', `1.1 to ${FASTEST}`],
    ['bad', 'faster than that, or spoken over; dashed: cut off'],
  ] as const
  let x = LEFT + NAME_WIDTH + 118
  return kinds
    .map(([fill, about]) => {
      const svg = box(x, y - 10, [14, 12], fill) + text(x + 19, y, about, 'soft')
      x += 34 + about.length * 6.6
      return svg
    })
    .join('')
}

function at({ from, to }: Window, time: number): number {
  const x = LEFT + NAME_WIDTH
  return x + (WIDTH - LEFT - x) * Math.min(1, Math.max(0, (time - from) / (to - from)))
}

function endOf({ start, seconds }: Placement): number {
  return start + seconds
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}
