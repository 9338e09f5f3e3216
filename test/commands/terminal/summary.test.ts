import { expect, test } from 'vitest'
import { summary } from '../../../commands/terminal/summary.ts'
import { manifestOf } from '../../jobs/manifests.ts'

const plain = { color: { out: false, err: true } }
const path = '/home/ana/out/talk.dub/manifest.json'

test('tells for each language what there is, how it fits and what it cost, and where it all is', () => {
  const text = summary(manifestOf(), path, '/home/ana', plain)
  const [, head, row] = text.split('\n')
  expect(head?.split(/ {2,}/)).toEqual([
    'Language',
    'Files',
    'Length',
    'Lines',
    'Start error',
    'Fastest',
    'Loudness',
    'Cost',
  ])
  expect(row?.trim().split(/ {2,}/)).toEqual(['es', '1', '1:02:05', '4', '0.10 s', '1.23x', '-14.0 LUFS', '$0.13'])
  expect(text).toContain('Providers were asked 6 times; 2 answers were known.\nCost: $0.1250 (expected: $0.2500).\n')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(text).toContain('\nDelivered to out/talk.dub\n')
  expect(text).toContain(' out/talk.dub/report.html\n')
  expect(text).toContain('Draft quality')
})

test('says what failed, without control characters', () => {
  const failed = { status: 'error', sync: null, loudness: null, error: 'Line 3\u001B[2J\nfailed' } as const
  expect(summary(manifestOf(failed), path, '/home/ana', plain)).toContain('\nFailed es: Line 3�failed\n')
})

test('says once what to do about it, and that what is done is kept', () => {
  const hint = 'Top up the account at\u0007 the vendor.'
  const failed = { status: 'error', sync: null, loudness: null, error: 'No credit.', hint } as const
  const { languages, ...rest } = manifestOf(failed)
  const both = { ...rest, languages: [...languages, { ...languages[0]!, language: 'fr' }] }
  const text = summary(both, path, '/home/ana', plain)
  expect(text).toContain('Failed es: No credit.\nFailed fr: No credit.\nTop up the account at� the vendor.\n')
  expect(text.match(/What is done is kept/g)).toHaveLength(1)
  expect(summary(manifestOf(), path, '/home/ana', plain)).not.toContain('is kept')
})

test('names folders as they can be typed here', () => {
  for (const folder of ['/home/ana/out/talk.dub', '/elsewhere']) {
    expect(summary(manifestOf(), path, folder, plain)).toContain('\nDelivered to /home/ana/out/talk.dub\n')
  }
})
