import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Dubbed } from '../../src/dub/dubbed.ts'
import type { Manifest, ManifestLanguage } from '../../src/dub/manifest.ts'
import { clock } from '../../src/jobs/report/html.ts'
import { legendOf, paceOf } from '../../src/jobs/report/pace.ts'
import { report } from '../../src/jobs/report/report.ts'
import { dubRequest } from '../rig/requests.ts'
import { dubbedOf, manifestOf } from './manifests.ts'

const FOLDER = resolve('/made/talk.dub')

function page(manifest: Manifest, dubbed: Dubbed, source = resolve('/made/talk.mp3'), maxRate = 1.25) {
  return report(manifest, dubbed, { folder: FOLDER, source, request: dubRequest({ maxRate }) })
}

function pageOf(part: Partial<ManifestLanguage> = {}) {
  return page(manifestOf(part), dubbedOf('Hola'))
}

/** Of a page, the row of line 1. */
function rowOf(html: string): string {
  return /<li class="line"[\s\S]*?<\/li>/.exec(html)?.[0] ?? ''
}

describe('the report', () => {
  test('shows each line: when it is said, what in both languages, how far it was moved, how fast it is', async () => {
    const html = await page(manifestOf(), dubbedOf('Hola', { start: 2 }))
    const row = rowOf(html)
    expect(html).toMatch(/^<!doctype html>/)
    expect(html).toContain('<h2>Spanish <small>es</small></h2>')
    expect(row).toContain('id="es-1"')
    expect(row).toContain('<button class="from" aria-label="Play line 1 from 0:02.0">0:02.0</button>')
    expect(row).toMatch(
      /<p class="said" lang="en" dir="auto"><span>Hola<\/span><\/p>\n<p class="dubbed" lang="es" dir="auto">Hola</,
    )
    expect(row).toContain('<span class="moved late">+0.75 s</span><span class="rate fast">1.25×</span>')
    expect(html).toContain('<strong>Draft quality.</strong>')
    expect(html).toContain('<source src="es/talk%20%231.wav">')
  })

  test('shows the figures, and which of them are not as they should be', async () => {
    const { sync } = manifestOf().languages[0]!
    const worse = { ...sync!, overlap: 0.5, rate: { ...sync!.rate, max: 1.6 }, over_bound: [1], rewritten: 2 }
    const html = await pageOf({ sync: worse, loudness: { integrated_lufs: -14.04, true_peak_dbtp: -0.4 } })
    const figures = [...html.matchAll(/<dt>([^<]*)<\/dt><dd(?: class="(\w+)")?>([^<]*)/g)].map(([, ...parts]) => parts)
    expect(figures).toEqual([
      ['Start error, mean', undefined, '0.10 s'],
      ['95 % of lines within', undefined, '0.20 s'],
      ['Start error, most', undefined, '0.30 s'],
      ['End error, mean', undefined, '0.20 s'],
      ['Overlap', 'late', '0.50 s'],
      ['Speech lost', 'good', '0.00 s'],
      ['Fastest line', 'late', '1.60×'],
      ['95 % of lines up to', undefined, '1.10×'],
      ['Slowest line', undefined, '1.00×'],
      ['Faster than 1.2×', undefined, '25.0 % of lines'],
      ['Change between lines, mean', undefined, '0.00×'],
      ['Worded shorter to fit', undefined, '2 lines'],
      ['Over the bound of 1.25×', 'late', '1 line'],
      ['Loudness', undefined, '−14.0 LUFS'],
      ['True peak', 'late', '−0.4 dBTP'],
      ['Voice', undefined, 'celeste'],
      ['Providers asked in this run', undefined, '6 times'],
      ['Answers known before', undefined, '2'],
      ['Cost of this run', undefined, '$0.13'],
      ['Cost of all runs', undefined, '$0.38'],
    ])
  })

  test('takes nothing that was said, or named, for HTML', async () => {
    const evil = `</script><img src=x onerror="alert('1')">&`
    const html = await page(manifestOf({ warnings: [evil] }, evil), dubbedOf(evil))
    expect(html).not.toContain('<img')
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    const escaped = '&#60;/script&#62;&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;'
    expect(html.split(escaped)).toHaveLength(6)
  })

  test('needs nothing from elsewhere, and lets nothing else in', async () => {
    const html = await pageOf()
    expect(html).not.toMatch(/https?:|\bsrc="(?!es\/|\.\.\/)|@import|url\(/)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'")
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^ ;]+'; script-src 'sha256-[^ ;]+'; media-src/)
  })

  test('leads from a warning to the lines that it names', async () => {
    const html = await pageOf({ warnings: ['Line 1 is fast.', 'Lines 1, 2 and 1 are, 1 of them twice.'] })
    const link = '<a href="#es-1">1</a>'
    expect(html).toContain(`<li>Line ${link} is fast.</li><li>Lines ${link}, 2 and ${link} are, 1 of them twice.</li>`)
    expect(html).toContain('<summary>2 warnings</summary>')
  })

  test('says of a language that failed why, and what may be done', async () => {
    const error = 'Line 3 <could> not be spoken'
    const none = { sync: null, loudness: null, artifacts: [], failed_lines: [{ line: 3, reason: 'no "voice"' }] }
    const failed = { ...none, status: 'error', error, hint: 'Try --take 2.' } as const
    const dub = { language: 'es', lines: 1, warnings: [], status: 'error', code: 'vendor', reason: '' } as const
    const html = await page(manifestOf(failed), {
      ...dubbedOf('Hola'),
      dubs: [{ ...dub, failedLines: [], artifacts: [] }],
    })
    expect(html).toContain('<strong>There is no dub.</strong> Line 3 &#60;could&#62; not be spoken')
    expect(html).toContain('<p>Try --take 2.</p><ul><li>Line 3: no &#34;voice&#34;</li></ul>')
    expect(html).not.toContain('data-track="es"')
  })

  test('shows a dub that is not fit for what it was asked for, with its player and the reason', async () => {
    const unfit = { status: 'error', error: 'It is not fit for YouTube.', hint: 'Mend it.' } as const
    const { dubs, ...rest } = dubbedOf('Hola')
    const about = { code: 'partial', reason: unfit.error, failedLines: [] } as const
    const html = await page(manifestOf(unfit), {
      ...rest,
      dubs: dubs.flatMap((dub) => (dub.status === 'complete' ? [{ ...dub, ...about, status: 'error' }] : [])),
    })
    expect(html).toContain('not as it was asked for.</strong> It is not fit for YouTube.</p><p>Mend it.</p>')
    expect(html).not.toContain('<strong>There is no dub')
    expect(html).toContain('data-track="es"')
    expect(html).toContain('<dt>Start error, mean</dt>')
    expect(rowOf(html)).toContain('id="es-1"')
    const data = /id="dub">([^<]*)/.exec(html)?.[1] ?? ''
    expect(JSON.parse(data).languages).toEqual([
      expect.objectContaining({ complete: true, lines: [expect.arrayContaining([0.75, 1.25])] }),
    ])
  })

  test('finds the source from where it lies, and a video before its sound', async () => {
    const html = await page(manifestOf(), dubbedOf('Hola'), resolve('/elsewhere/a talk #1.mp3'))
    expect(html).toContain('<source src="../../elsewhere/a%20talk%20%231.mp3">')
    const whole = manifestOf()
    const [mix] = whole.languages[0]!.artifacts
    const artifacts = [mix!, { ...mix!, type: 'video', path: 'es/talk.mp4' } as const]
    const film = {
      ...whole,
      source: { ...whole.source, video: true },
      languages: [{ ...whole.languages[0]!, artifacts }],
    }
    const shown = await page(film, dubbedOf('Hola'), join(FOLDER, '..', 'talk.mov'))
    expect(shown).toContain(
      '<video controls playsinline preload="metadata"><source src="es/talk.mp4"><source src="es/talk%20%231.wav"></video>',
    )
    expect(shown).toContain('<source src="../talk.mov"></video>')
  })
})

test.each([
  [0, '0:00.0'],
  [59.94, '0:59.9'],
  [59.96, '1:00.0'],
  [119.99, '2:00.0'],
  [3599.96, '1:00:00.0'],
  [3661, '1:01:01.0'],
])('%d s are told as %s', (seconds, shown) => {
  expect(clock(seconds)).toBe(shown)
})

describe('the colour of a line', () => {
  test.each([
    [0.9, 'slower'],
    [0.97, 'natural'],
    [1.03, 'natural'],
    [1.04, 'brisk'],
    [1.2, 'brisk'],
    [1.21, 'fast'],
    [1.25, 'fast'],
    [1.25 + 1e-9, 'fast'],
    [1.26, 'over'],
  ])('at rate %d is that of %s', (rate, pace) => {
    expect(paceOf(rate, 1.25)).toBe(pace)
  })

  test('goes by the bound that was asked for', () => {
    expect(paceOf(1.15, 1.1)).toBe('over')
    expect(legendOf(1.1)).toEqual([
      ['slower', 'slower'],
      ['natural', 'as spoken'],
      ['brisk', 'to 1.1×'],
      ['over', 'over 1.1×'],
    ])
    expect(legendOf(1.25).map(([pace]) => pace)).toEqual(['slower', 'natural', 'brisk', 'fast', 'over'])
  })
})
