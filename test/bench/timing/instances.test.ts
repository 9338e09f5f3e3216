import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeInstances } from '../../../bench/timing/make-instances.ts'
import { readInstances } from '../../../bench/timing/read-instances.ts'

describe('the benchmark’s instances', () => {
  const instances = makeInstances()
  const named = (name: string) => instances.find((each) => each.name === name)!

  test('are the same every time', () => {
    expect(makeInstances()).toEqual(instances)
  })

  test('are in order of start and end by the end', () => {
    for (const { lines, duration } of instances) {
      expect(lines.every(({ start }, index) => start >= (lines[index - 1]?.start ?? 0))).toBe(true)
      expect(lines.every(({ start, end, natural }) => end > start && natural > 0 && end <= duration)).toBe(true)
    }
  })

  test.each([
    ['dense monologue', 1.12],
    ['denser monologue', 1.25],
    ['too much to say', 1.6],
  ])('the %s has 1000 lines in an hour, with clips %f times as long, give or take 0.28', (name, mean) => {
    const { lines, duration } = named(name)
    const ratios = lines.map(({ start, end, natural }) => natural / (end - start))
    const found = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - found) ** 2, 0) / ratios.length
    expect(lines).toHaveLength(1000)
    expect(duration / 60).toBeCloseTo(59.5, 0)
    expect(Math.abs(found - mean)).toBeLessThan(0.02)
    expect(Math.abs(Math.sqrt(variance) - 0.28)).toBeLessThan(0.02)
  })

  test('are what they are called', () => {
    const touching = named('contiguous cues').lines
    expect(touching.every(({ end }, index) => end === (touching[index + 1]?.start ?? end))).toBe(true)
    const short = named('cues under 0.3 s').lines
    expect(short.every(({ start, end }) => end - start <= 0.3 + 1e-9)).toBe(true)
    const last = named('last line ends at the end')
    expect(last.lines.at(-1)!.end).toBe(last.duration)
    const pairs = named('two speakers who overlap').lines
    const over = pairs.filter(({ end }, index) => (pairs[index + 1]?.start ?? end) < end)
    expect(over.length).toBeGreaterThan(50)
    expect(over.every((each) => pairs[pairs.indexOf(each) + 1]!.speaker !== each.speaker)).toBe(true)
  })
})

describe('instances of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ytdub-instances-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  function read(content: unknown) {
    const path = join(folder, 'instances.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return readInstances(path)
  }

  const line = { start: 0, end: 1, speaker: 0, natural: 1.2 }

  test('are read as they stand', () => {
    const instances = [{ name: 'mine', duration: 3, lines: [line, { ...line, start: 1, end: 1.5 }] }]
    expect(read(instances)).toEqual(instances)
  })

  test.each([
    ['not JSON', '[', 'is not JSON'],
    ['no list', {}, 'expected array'],
    ['no instance', [], 'Too small'],
    [
      'no length of the clip',
      [{ name: 'x', duration: 3, lines: [{ ...line, natural: undefined }] }],
      '[0].lines[0].natural',
    ],
    [
      'a line that ends before it starts',
      [
        {
          name: 'x',
          duration: 3,
          lines: [
            { ...line, end: -0 },
            { ...line, start: 2 },
          ],
        },
      ],
      '[0].lines[1]: ends before',
    ],
    [
      'lines out of order',
      [{ name: 'x', duration: 3, lines: [{ ...line, start: 0.5 }, line] }],
      '[0]: lines are not in order',
    ],
    [
      'a line after the end',
      [{ name: 'x', duration: 3, lines: [{ ...line, start: 3, end: 4 }] }],
      '[0]: the last line starts',
    ],
    ['nothing to fit into', [{ name: 'x', duration: 0, lines: [line] }], '[0].duration'],
  ])('are refused with a word on where: %s', (_, content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
    )
  })

  test('a file that is not there is named', () => {
    expect(() => readInstances(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json cannot be read/)
  })
})
