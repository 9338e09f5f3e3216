import type { Placement } from '../../../src/dub/speech.ts'
import { type Cue, cuesOf, type Instance, type Plan } from '../instance.ts'

const ABORTED: Plan = { placements: [], aborted: true }

/** VideoLingo: cues grow to 2.5 s (s), may use 1.5 s of the pause, 3 share a speed; 0.6 s over is cut, more is an end. */
const GROWN = 2.5
const TOLERANCE = 1.5
const ROWS = 3
const COMFORTABLE = 1.2
const SPARE = 0.1
const CUT = 0.6

/** VideoLingo: one speed for a group of up to three lines, with the pauses inside it or, failing that, without. */
export function chunked(instance: Instance): Plan {
  const grown = instance.lines.map((line, index) => {
    const room = instance.lines[index + 1]?.start ?? instance.duration
    return { ...line, end: Math.max(line.end, Math.min(line.start + GROWN, room)) }
  })
  const placements: Placement[] = []
  for (const group of groupsOf(cuesOf({ ...instance, lines: grown }))) {
    const placed = playGroup(group)
    if (placed === undefined) return ABORTED
    placements.push(...placed)
  }
  return { placements }
}

function groupsOf(cues: readonly Cue[]): Cue[][] {
  const groups: Cue[][] = []
  let group: Cue[] = []
  for (const cue of cues) {
    group.push(cue)
    const hasSlack = sum(group.map(({ natural }) => natural)) <= sum(group.map(toleratedLength))
    if (!hasSlack && group.length < ROWS) continue
    groups.push(group)
    group = []
  }
  return group.length === 0 ? groups : [...groups, group]
}

function toleratedLength({ end, start, gap }: Cue): number {
  return end - start + Math.min(gap, TOLERANCE)
}

/** The group's placements; undefined where its last clip runs too far over the group's limit. */
function playGroup(group: readonly Cue[]): Placement[] | undefined {
  const { rate, keepsGaps } = speedOf(group)
  const last = group.at(-1)!
  const limit = last.end + Math.min(last.gap, TOLERANCE)
  let at = group[0]!.start
  const placed = group.map(({ natural, gap }) => {
    const placement = { start: at, rate, seconds: natural / rate }
    at += (natural + (keepsGaps ? gap : 0)) / rate
    return placement
  })
  const final = placed.at(-1)!
  const over = final.start + final.seconds - limit
  if (over > CUT) return undefined
  return over > 0 ? [...placed.slice(0, -1), { ...final, seconds: Math.max(0, final.seconds - over) }] : placed
}

function speedOf(group: readonly Cue[]): { rate: number; keepsGaps: boolean } {
  const speech = sum(group.map(({ natural }) => natural))
  const gaps = sum(group.slice(0, -1).map(({ gap }) => gap))
  const whole = sum(group.map(toleratedLength))
  const room = whole - Math.min(group.at(-1)!.gap, TOLERANCE)
  const rateInto = (needed: number, available: number): number =>
    Math.max(1, needed / Math.max(0.01, available - SPARE))
  if ((speech + gaps) / COMFORTABLE < room) return { rate: rateInto(speech + gaps, room), keepsGaps: true }
  if (speech / COMFORTABLE < room) return { rate: rateInto(speech, room), keepsGaps: false }
  if ((speech + gaps) / COMFORTABLE < whole) return { rate: rateInto(speech + gaps, whole), keepsGaps: true }
  return { rate: Math.max(speech, 0.01) / Math.max(0.01, whole - SPARE), keepsGaps: false }
}

/** KrillinAI: at most five lines, no pause over 1.5 s between them, one of two neighbours shorter than 2.5 s. */
const NEAR = 1.5
const SHORT = 2.5
const MOST = 5
const FASTEST = 1.3

/** KrillinAI: short neighbours become one clip at one speed of at most 1.3; if it runs into the next, all is given up. */
export function merged(instance: Instance): Plan {
  const groups: Cue[][] = []
  for (const cue of cuesOf(instance)) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const isNear = before !== undefined && before.gap <= NEAR && Math.min(before.length, cue.length) < SHORT
    if (isNear && group!.length < MOST) group!.push(cue)
    else groups.push([cue])
  }
  const placements: Placement[] = []
  for (const [index, group] of groups.entries()) {
    const first = group[0]!.start
    const speech = sum(group.map(({ natural }) => natural))
    const rate = Math.min(FASTEST, Math.max(1, speech / Math.max(0.01, group.at(-1)!.end - first)))
    const next = groups[index + 1]?.at(0)?.start ?? Infinity
    if (first + speech / rate > next + 1e-9) return ABORTED
    let at = first
    for (const { natural } of group) {
      placements.push({ start: at, rate, seconds: natural / rate })
      at += natural / rate
    }
  }
  return { placements }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
