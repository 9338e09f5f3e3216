import type { Unit } from './break-text.ts'
import type { Parting } from './parting.ts'

/** A caption's rows, and its length in graphemes. */
export type Block = { readonly rows: readonly string[]; readonly size: number }

/** How units become captions: the widest row, and how many seconds of speech a grapheme stands for. */
export type Layout = {
  readonly width: number
  readonly pace: number
  readonly shortest: number
  readonly longest: number
}

/**
 * What it costs a reader when a caption or a row ends there; one more caption costs 1. Two words further than between
 * words that lean on each other, there is mostly a better place.
 */
const BREAK: Readonly<Record<Parting, number>> = { sentence: 0, clause: 0.3, phrase: 0.6, none: 1, leaning: 2 }

/** A row break without a mark is worth this much imbalance, as a share of the row's width. */
const ROW_BREAK = 0.7

/** The same for a sentence that ends inside one of two rows: better alone, if that makes no tiny caption. */
const STRADDLED = 3

/** What a second row costs, as a share of that: a row is easier to read than two, if they break badly. */
const SECOND_ROW = 0.4

/** What a second of speech without its caption costs: more than any break. */
const UNCOVERED = 10

/** What a caption too short to be read costs, as it nears 0 s. */
const FLEETING = 2

/**
 * Lays units out as captions of one or two rows, the cheapest way: few captions, broken after sentences and clauses,
 * of similar length, and each spoken within the shortest and longest time that a caption is shown (s). Every unit is
 * at most a row wide. Cost of the first j units: c(j) = minᵢ c(i) + cost(i … j), the usual shortest path.
 */
export function layOut(units: readonly Unit[], layout: Layout): Block[] {
  const ends = measure(units)
  const costs = [0]
  const from = [0]
  for (let end = 1; end <= units.length; end += 1) {
    costs[end] = Infinity
    const ending = end === units.length ? 0 : BREAK[units[end - 1]!.parting]
    for (let start = end - 1; start >= 0; start -= 1) {
      const second = rowBreak(units, ends, [start, end], layout.width)
      if (second === undefined) break
      const size = widthOf(units, ends, start, end)
      const cost = costs[start]! + costOf(size, layout) + SECOND_ROW * second.cost + ending
      if (cost >= costs[end]!) continue
      costs[end] = cost
      from[end] = start
    }
  }
  const blocks: Block[] = []
  for (let end = units.length; end > 0; end = from[end]!)
    blocks.push(toBlock(units, ends, [from[end]!, end], layout.width))
  return blocks.reverse()
}

/** Where each unit ends, in graphemes, when all stand on one row. */
function measure(units: readonly Unit[]): number[] {
  const ends = [0]
  for (const unit of units) ends.push(ends.at(-1)! + (unit.space ? 1 : 0) + unit.size)
  return ends
}

/** The width of the units start … end on one row: the space before the first is not shown. */
function widthOf(units: readonly Unit[], ends: readonly number[], start: number, end: number): number {
  return ends[end]! - ends[start]! - (units[start]!.space ? 1 : 0)
}

function costOf(size: number, { width, pace, shortest, longest }: Layout): number {
  const emptiness = (1 - size / (2 * width)) ** 2
  const seconds = size * pace
  return 1 + emptiness + UNCOVERED * Math.max(0, seconds - longest) + FLEETING * Math.max(0, 1 - seconds / shortest)
}

/** The unit that the second row begins with, `end` where one row is enough, and its cost; undefined where two are not. */
function rowBreak(
  units: readonly Unit[],
  ends: readonly number[],
  [start, end]: readonly [number, number],
  width: number,
): { readonly middle: number; readonly cost: number } | undefined {
  if (widthOf(units, ends, start, end) <= width) return { middle: end, cost: 0 }
  const inner = units.slice(start, end - 1).filter(({ parting }) => parting === 'sentence').length
  let best: { middle: number; cost: number } | undefined
  for (let middle = end - 1; middle > start; middle -= 1) {
    const second = widthOf(units, ends, middle, end)
    if (second > width) break
    const first = widthOf(units, ends, start, middle)
    const { parting } = units[middle - 1]!
    const straddled = parting === 'sentence' ? inner - 1 : inner
    const cost = Math.abs(first - second) / width + ROW_BREAK * BREAK[parting] + STRADDLED * straddled
    if (first <= width && cost < (best?.cost ?? Infinity)) best = { middle, cost }
  }
  return best
}

function toBlock(
  units: readonly Unit[],
  ends: readonly number[],
  [start, end]: readonly [number, number],
  width: number,
): Block {
  const middle = rowBreak(units, ends, [start, end], width)?.middle ?? end
  const rows = [units.slice(start, middle), units.slice(middle, end)].filter((row) => row.length > 0).map(textOf)
  return { rows, size: widthOf(units, ends, start, end) }
}

function textOf(units: readonly Unit[]): string {
  return units.map(({ text, space }, index) => (space && index > 0 ? ' ' : '') + text).join('')
}
