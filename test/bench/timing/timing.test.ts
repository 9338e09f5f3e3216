import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Figures } from '../../../bench/timing/measure.ts'
import { RULES } from '../../../bench/timing/rules/all.ts'
import { timing } from '../../../bench/timing.ts'

type Told = Figures & {
  readonly schedule: readonly (readonly [number, number])[]
  readonly cut: readonly { readonly line: number; readonly seconds: number }[]
  readonly holds?: boolean
  readonly shorten?: readonly { readonly line: number; readonly seconds: number }[]
}
type ToldInstance = { readonly name: string; readonly lines: number; readonly results: Readonly<Record<string, Told>> }

const folder = mkdtempSync(join(tmpdir(), 'ytdub-timing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = [
  { start: 0.5, end: 2.5, speaker: 0, natural: 2.6 },
  { start: 2.5, end: 4.5, speaker: 1, natural: 2.2 },
  { start: 5, end: 7, speaker: 0, natural: 1.5 },
]
const long = lines.map((line) => ({ ...line, natural: line.natural * 2 }))

async function told(...flags: string[]): Promise<{ instances: ToldInstance[]; text: string }> {
  const path = join(folder, 'instances.json')
  const instances = [
    { name: 'mine', duration: 7, lines },
    { name: 'too long', duration: 7, lines: long },
  ]
  writeFileSync(path, JSON.stringify(instances))
  const { report, text } = await timing(['--instances', path, ...flags])
  return { ...(JSON.parse(JSON.stringify(report)) as { instances: ToldInstance[] }), text }
}

test('the figures of every rule can be computed anew from its schedule', async () => {
  const { instances } = await told('--json', '--schedules')
  expect(instances.map(({ name, lines }) => [name, lines])).toEqual([
    ['mine', 3],
    ['too long', 3],
  ])
  for (const [index, { results }] of instances.entries()) {
    const source = [lines, long][index]!
    expect(Object.keys(results)).toEqual(Object.keys(RULES))
    for (const { aborted, schedule, cut, ...figures } of Object.values(results)) {
      if (aborted) continue
      const off = schedule.map((_, line) => cut.find((each) => each.line === line)?.seconds ?? 0)
      const ends = schedule.map(([start, rate], line) => start + (source[line]!.natural - off[line]!) / rate)
      const errors = schedule.map(([start], line) => Math.abs(start - source[line]!.start))
      expect(Math.max(...errors)).toBeCloseTo(figures.start_error.max, 9)
      expect(Math.max(...schedule.map(([, rate]) => rate))).toBeCloseTo(figures.rate.max, 9)
      expect(Math.max(...ends) - 7).toBeCloseTo(figures.end_minus_T, 9)
      const late = ends.map((end, line) => Math.max(0, end - Math.max(7, schedule[line]![0])) * schedule[line]![1])
      expect([...off, ...late].reduce((sum, each) => sum + each, 0)).toBeCloseTo(figures.lost, 9)
    }
  }
})

test('ytdub tells whether its bounds hold, and which lines are too long if not', async () => {
  const { instances } = await told('--json')
  const [mine, tooLong] = instances.map(({ results }) => results['ytdub']!)
  expect(mine).toMatchObject({ holds: true, shorten: [] })
  expect(tooLong!.holds).toBe(false)
  expect(tooLong!.shorten!.length).toBeGreaterThan(0)
  expect(tooLong!.shorten!.every(({ line, seconds }) => line in lines && seconds > 0)).toBe(true)
  expect(mine).not.toHaveProperty('schedule')
})

test('figures are written to their place in a page, and the picture to its file', async () => {
  const page = join(folder, 'page.md')
  const svg = join(folder, 'picture.svg')
  writeFileSync(
    page,
    '# Page\n\n<!-- figures: written by the benchmark -->\nold\n<!-- end of the figures -->\n\nAfter.\n',
  )
  await told('--markdown', page, '--svg', svg)
  expect(readFileSync(page, 'utf8')).toMatch(/^# Page\n.*#### mine, 3 lines in 7 s\n.*\n\nAfter\.\n$/s)
  expect(readFileSync(page, 'utf8')).not.toContain('old')
  expect(readFileSync(svg, 'utf8')).toContain('On “mine”: 3 lines')
  writeFileSync(page, 'nothing')
  await expect(told('--markdown', page)).rejects.toMatchObject({ code: 'usage' })
})

test('a flag that does not exist is refused', async () => {
  await expect(timing(['--instance', 'x'])).rejects.toMatchObject({ code: 'usage' })
})
