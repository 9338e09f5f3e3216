import { FASTEST, isWhole, OURS } from './judge.ts'
import type { Figures } from './measure.ts'
import { RULES } from './rules/all.ts'
import type { Run } from './run.ts'
import { box, type Part, text, upright, WIDTH } from './svg.ts'

const ROW = 25
const LEFT = 24
const NAME_WIDTH = 268

/** Where a column's bars stand, how wide they may be, and the value (of its own unit) at their full width. */
type Column = {
  readonly x: number
  readonly width: number
  readonly full: number
  readonly head: string
  readonly unit: string
}

const BAR_WIDTH = 125
const [SPEECH, START, RATE, JUMP] = (
  [
    ['Lost and spoken over', 's, of an hour', 500],
    ['Start error', 's: RMS, and ┃ the largest', 3],
    ['Rate', '95th percentile, and ┃ the largest', 1],
    ['Jump between neighbours', 'RMS change of rate', 0.4],
  ] as const
).map(([head, unit, full], index): Column => {
  return { x: LEFT + NAME_WIDTH + index * 222, width: BAR_WIDTH, full, head, unit }
}) as [Column, Column, Column, Column]

/** A row for each rule, a column for each way of hurting the listener; it begins at `top`. */
export function matrix({ outcomes }: Run, top: number): Part {
  const entries = Object.entries(outcomes)
  const first = top + 44
  const bottom = first + entries.length * ROW
  const heads = [SPEECH, START, RATE, JUMP].map(
    ({ x, head, unit }) => text(x, top + 14, head, 'head') + text(x, top + 31, unit, 'soft'),
  )
  const bound = at(RATE, FASTEST - 1)
  const rows = entries.map(([name, { figures }], index) => row(name, figures, first + index * ROW))
  const limit =
    upright(bound, first - 2, bottom, 'soft') + text(bound + 3, bottom + 13, `${FASTEST}: ytdub’s bound`, 'soft')
  return { svg: [...heads, ...rows, limit].join('\n'), bottom }
}

function row(name: string, figures: Figures, y: number): string {
  const isOurs = OURS.includes(name)
  const band = isOurs ? box(LEFT - 10, y, [WIDTH - 2 * LEFT + 20, ROW], 'ours') : ''
  const middle = y + 17
  const title = text(LEFT, middle, name, isOurs ? 'bold' : '')
  const user = text(LEFT + 88, middle, RULES[name]!.user.replace(/, .*|`/g, ''), 'soft')
  if (figures.aborted) {
    return (
      band +
      title +
      user +
      box(SPEECH.x, y + 6, [BAR_WIDTH, 13], 'bad') +
      text(SPEECH.x + BAR_WIDTH + 8, middle, 'gives up: no dub at all', 'red')
    )
  }
  const { overlap, lost, start_error, rate, jump } = figures
  const isBroken = !isWhole(figures)
  const said = [lost > 0.005 ? `${digits(lost)} lost` : '', overlap > 0.005 ? `${digits(overlap)} over` : '']
  const speech = bar(SPEECH, lost + overlap, y, isBroken ? 'bad' : 'good')
  return [
    band + title + user,
    speech +
      text(
        barEnd(SPEECH, lost + overlap) + 6,
        middle,
        said.filter(Boolean).join(' + ') || '0',
        isBroken ? 'small red' : 'small',
      ),
    bar(START, start_error.rms, y, 'good') + whisker(START, start_error.rms, start_error.max, y),
    label(START, start_error.max, middle, `${digits(start_error.rms)} ┃ ${digits(start_error.max)}`),
    rateBar(rate, y),
    label(RATE, rate.max - 1, middle, `${rate.p95.toFixed(2)} ┃ ${rate.max.toFixed(2)}`, rate.max > FASTEST + 1e-6),
    bar(JUMP, jump.rms, y, 'good') + label(JUMP, jump.rms, middle, jump.rms.toFixed(2)),
  ].join('')
}

/** What is faster than the bound is red. */
function rateBar({ p95, max }: Figures['rate'], y: number): string {
  const bound = FASTEST - 1
  const over = Math.min(p95, 1 + RATE.full) - FASTEST
  const red = over > 1e-6 ? box(at(RATE, bound), y + 6, [at(RATE, over) - RATE.x, 13], 'bad') : ''
  return bar(RATE, Math.min(p95 - 1, bound), y, 'good') + red + whisker(RATE, p95 - 1, max - 1, y, max > FASTEST + 1e-6)
}

function bar(column: Column, value: number, y: number, fill: string): string {
  return value <= 0 ? '' : box(column.x, y + 6, [at(column, value) - column.x, 13], fill)
}

/** A thin line from a bar to the largest value, with an end mark. */
function whisker(column: Column, from: number, to: number, y: number, isBroken = false): string {
  if (to <= 0) return ''
  const fill = isBroken ? 'bad' : 'good'
  const [start, end] = [at(column, from), at(column, to)]
  return box(start, y + 12, [end - start, 1.5], fill) + box(end - 1.5, y + 6, [2, 13], fill)
}

function label(column: Column, value: number, y: number, content: string, isBroken = false): string {
  return text(barEnd(column, value) + 6, y, content, isBroken ? 'small red' : 'small')
}

function barEnd(column: Column, value: number): number {
  return Math.max(column.x - 6, at(column, value))
}

/** Where a value stands; beyond the full width it stays at the edge, and the figure beside it tells. */
function at({ x, width, full }: Column, value: number): number {
  return x + width * Math.min(1, Math.max(0, value / full))
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
