import { describe, expect, test } from 'vitest'
import { report } from '../../src/jobs/report.ts'
import { timelineSvg } from '../../src/jobs/timeline-svg.ts'
import { dubbedOf, manifestOf } from './manifests.ts'

describe('the report', () => {
  test('shows each line: when it is said, what, and how far it was moved', () => {
    const page = report(manifestOf(), dubbedOf('Hola', { start: 2 }))
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('<h2>Spanish (es)</h2>')
    expect(page).toMatch(
      /<td class="n">0:02\.0<\/td><td>Hola<\/td>\s*<td lang="es" dir="auto">Hola<\/td><td class="n late">0\.75 s<\/td><td class="n late">1\.25 ×<\/td>/,
    )
    expect(page).toContain('<strong>Draft quality.</strong>')
    expect(page).toContain('src="es/talk%20%231.wav"')
  })

  test('takes nothing that was said, or named, for HTML', () => {
    const evil = `<img src=x onerror="alert('1')">&`
    const page = report(manifestOf({ warnings: [evil] }, evil), dubbedOf(evil))
    expect(page).not.toContain('<img')
    expect(page.match(/&#60;img src=x onerror=&#34;alert\(&#39;1&#39;\)&#34;&#62;&#38;/g)).toHaveLength(5)
  })

  test('needs nothing from elsewhere', () => {
    expect(report(manifestOf(), dubbedOf('Hola'))).not.toMatch(/https?:|<script|<link|@import/)
  })

  test('says of a language that failed why', () => {
    const failed = {
      status: 'error',
      sync: null,
      loudness: null,
      artifacts: [],
      error: 'Line 3 <could> not be spoken',
    } as const
    const dubbed = dubbedOf('Hola')
    const dubs = [
      {
        language: 'es',
        lines: 1,
        warnings: [],
        status: 'error',
        code: 'vendor',
        reason: '',
        failedLines: [],
        artifacts: [],
      },
    ] as const
    const page = report(manifestOf({ ...failed, artifacts: [] }), { ...dubbed, dubs })
    expect(page).toContain('<p class="late">Line 3 &#60;could&#62; not be spoken</p>')
    expect(page).not.toContain('<audio')
  })

  test.each([
    [0, '0:00.0'],
    [59.94, '0:59.9'],
    [59.96, '1:00.0'],
    [119.99, '2:00.0'],
    [3661, '61:01.0'],
  ])('tells %d s as %s', (start, shown) => {
    expect(report(manifestOf(), dubbedOf('Hola', { start, duration: 4000 }))).toContain(`<td class="n">${shown}</td>`)
  })
})

describe('the timeline', () => {
  const boxes = (svg: string) => {
    return [...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)].map(([, x, y, width]) => [
      Number(x),
      Number(y),
      Number(width),
    ])
  }
  const { dubs } = dubbedOf('Hola')
  const spoken = dubs[0]!.status === 'complete' ? dubs[0]!.spoken : []

  test('has a bar for the line and one for its clip', () => {
    expect(boxes(timelineSvg(spoken, 4))).toEqual([
      [0, 0, 250],
      [187.5, 16, 250],
    ])
  })

  test('goes on in the next row after a minute', () => {
    const [first] = spoken
    const line = { ...first!.line, start: 59, end: 62 }
    expect(boxes(timelineSvg([{ ...first!, line }], 90)).slice(0, 2)).toEqual([
      [983.3, 0, 16.7],
      [0, 48, 33.3],
    ])
    expect(timelineSvg(spoken, 90)).toContain('viewBox="0 0 1000 96"')
  })
})
