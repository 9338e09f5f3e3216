import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Failure } from '../src/failure.ts'
import type { Report } from './result.ts'
import { holds, judge, OURS, type Verdict } from './timing/judge.ts'
import { makeInstances } from './timing/make-instances.ts'
import { picture } from './timing/picture.ts'
import { readInstances } from './timing/read-instances.ts'
import { type Outcome, type Run, run } from './timing/run.ts'
import { type Scale, scaling } from './timing/scaling.ts'
import { toMarkdown, toText } from './timing/tables.ts'

type Flags = {
  readonly schedules?: boolean
  readonly instances?: string
  readonly svg?: string
  readonly markdown?: string
}

/** Between these lines of a page stand the figures that `--markdown` writes. */
const FROM = '<!-- figures: written by the benchmark -->\n'
const TO = '<!-- end of the figures -->\n'

/**
 * Runs every rule on every instance, judges ytdub, and writes the picture and the page's figures if asked to. Instances
 * of a file are judged too, but tell nothing of speed, so that it is measured with the benchmark's own alone.
 */
export async function timing(args: readonly string[]): Promise<Report> {
  const flags = parseFlags(args)
  const instances = flags.instances === undefined ? makeInstances() : readInstances(flags.instances)
  run(instances[0]!) // Once for the compiler.
  const runs = instances.map(run)
  const scales = flags.instances === undefined ? scaling(OURS) : []
  const verdicts = judge(runs, scales)
  if (flags.svg !== undefined) writeFileSync(flags.svg, picture(runs))
  if (flags.markdown !== undefined) writeFigures(flags.markdown, runs)
  return {
    met: verdicts.every(({ met }) => met),
    report: { measures: verdicts, instances: runs.map((each) => toJson(each, flags)), scaling: scales },
    text: [toText(runs), scales.map(scaleText).join(''), verdicts.map(verdictText).join('')].join('\n'),
  }
}

function parseFlags(args: readonly string[]): Flags {
  const options = {
    json: { type: 'boolean' },
    schedules: { type: 'boolean' },
    instances: { type: 'string' },
    svg: { type: 'string' },
    markdown: { type: 'string' },
  } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    throw new Failure('usage', (cause as Error).message, { cause })
  }
}

function writeFigures(path: string, runs: readonly Run[]): void {
  const page = readFileSync(path, 'utf8')
  const [before, rest] = page.split(FROM)
  const after = rest?.split(TO)[1]
  if (after === undefined) throw new Failure('usage', `${path} has no place for figures: ${FROM.trim()} … ${TO.trim()}`)
  writeFileSync(path, `${before}${FROM}\n${toMarkdown(runs)}\n${TO}${after}`)
}

function toJson({ instance, outcomes }: Run, { schedules = false }: Flags): object {
  const results = Object.entries(outcomes).map(([name, outcome]) => {
    const own = OURS.includes(name) ? askedOf(outcome) : {}
    return [name, { ...outcome.figures, ...own, ...(schedules ? scheduleOf(instance, outcome) : {}) }] as const
  })
  return { name: instance.name, lines: instance.lines.length, results: Object.fromEntries(results) }
}

/** Whether the bounds hold, and if not, by how many seconds which lines (from 0) should be shorter. */
function askedOf({ plan }: Outcome): object {
  return { holds: holds(plan), shorten: (plan.shorten ?? []).map(({ index, seconds }) => ({ line: index, seconds })) }
}

/** Start and rate of each line, and the lines (from 0) whose clips are cut short by so many seconds at their natural rate. */
function scheduleOf({ lines }: Run['instance'], { plan }: Outcome): object {
  const cut = plan.placements.flatMap(({ seconds, rate }, index) => {
    const off = lines[index]!.natural - seconds * rate
    return off > 1e-9 ? { line: index, seconds: off } : []
  })
  return { schedule: plan.placements.map(({ start, rate }) => [start, rate]), cut }
}

function scaleText({ rule, lines, ms }: Scale): string {
  const each = `${((ms / lines) * 1000).toFixed(2)} µs a line`
  return `${rule.padEnd(12)} ${String(lines).padStart(6)} lines ${ms.toFixed(1).padStart(9)} ms ${each.padStart(18)}\n`
}

function verdictText({ measure, met, because }: Verdict): string {
  const reasons = because.map((reason) => `         ${reason}\n`)
  return `${met ? 'met   ' : 'MISSED'} ${measure}\n${reasons.join('')}`
}
