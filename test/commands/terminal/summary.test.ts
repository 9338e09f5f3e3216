import { describe, expect, test } from 'vitest'
import { forReview, summary } from '../../../commands/terminal/summary.ts'
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
  expect(row?.trim().split(/ {2,}/)).toEqual(['es', '1', '1:02:05', '4', '0.10 s', '1.23x', '-14.0 LUFS', '$0.38'])
  expect(text).toContain(
    'Providers were asked 6 times; 2 answers were known.\nCost: $0.3750 (this run: $0.1250, expected: $0.2500).\n',
  )
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
  expect(text).toContain(
    'Failed es: No credit.\nFailed fr: No credit.\nTop up the account at� the vendor.\nWhat is done is kept.\n',
  )
  expect(text.match(/What is done is kept/g)).toHaveLength(1)
  expect(summary(manifestOf(), path, '/home/ana', plain)).not.toContain('is kept')
})

test('one who is told that the same would fail again is not told to try it again', () => {
  const hint = 'What is done is kept. Asked the same again, it would refuse again.'
  const failed = { status: 'error', sync: null, loudness: null, error: 'Refused.', hint } as const
  const text = summary(manifestOf(failed), path, '/home/ana', plain)
  expect(text).toContain('Failed es: Refused.\nAsked the same again, it would refuse again.\nWhat is done is kept.\n')
  expect(text).not.toContain('run the same command')
  expect(summary(manifestOf({ ...failed, hint: '' }), path, '/home/ana', plain)).toContain('run the same command again')
})

test('calls that failed are told among those that were made', () => {
  const { usage } = manifestOf().languages[0]!
  const asked = (made: number, failed: number) =>
    summary(manifestOf({ usage: { ...usage, calls: { made, recalled: 0, failed } } }), path, '/home/ana', plain)
  expect(asked(5, 2)).toContain('Providers were asked 7 times, 2 in vain; 0 answers were known.')
  expect(asked(0, 1)).toContain('Providers were asked once, 1 in vain; 0 answers')
})

test('nothing is said to be delivered where every language failed', () => {
  const { languages, ...rest } = manifestOf({
    status: 'error',
    sync: null,
    loudness: null,
    artifacts: [],
    error: 'No.',
  })
  const text = summary({ ...rest, languages, status: 'error' }, path, '/home/ana', plain)
  expect(text).not.toMatch(/Delivered|How it fits/)
  expect(text).toContain('What there is so far: out/talk.dub\n')
})

test('a dub that is not fit for what it was asked for is delivered, and that is said', () => {
  const unfit = manifestOf({
    status: 'error',
    error: 'It is not fit for YouTube.',
    hint: 'What was made is delivered.',
  })
  const text = summary({ ...unfit, status: 'error' }, path, '/home/ana', plain)
  expect(text).toContain('Failed es: It is not fit for YouTube.\nWhat was made is delivered.\n')
  expect(text).toContain('\nDelivered to out/talk.dub, though not as asked: es (see above)\nHow it fits')
  expect(text).not.toContain('No dub came')
  const [spanish] = unfit.languages
  const none = { ...spanish!, language: 'fr', artifacts: [], sync: null, loudness: null }
  const both = summary({ ...unfit, status: 'error', languages: [spanish!, none] }, path, '/home/ana', plain)
  expect(both).toContain('not as asked: es (see above)')
})

test('what costs less than a cent is not called nothing', () => {
  const { usage } = manifestOf().languages[0]!
  const text = summary(manifestOf({ usage: { ...usage, total_usd: 0.0044 } }), path, '/home/ana', plain)
  expect(text.split('\n')[2]).toMatch(/ \$0\.0044$/)
})

describe('what there is to look over', () => {
  const told = (until: 'transcribe' | 'translate') =>
    forReview('/home/ana/talk.dub', '/home/ana', { until, resume: `ytdub dub talk.mp3 --until ${until}`, failed: 0 })

  test('is the transcript where nothing is translated yet', () => {
    expect(told('transcribe')).toContain('To look over: talk.dub\nRead transcript.json')
    expect(told('transcribe')).not.toContain('script.json`')
    expect(told('transcribe')).not.toContain('Edit')
  })

  test('is the script where there is one; both go on without --until', () => {
    expect(told('translate')).toContain('Look it over with ytdub review, or edit script.json')
    for (const until of ['transcribe', 'translate'] as const)
      expect(told(until)).toMatch(/\n {2}ytdub dub talk\.mp3\n$/)
  })
})

test('names folders as they can be typed here', () => {
  for (const folder of ['/home/ana/out/talk.dub', '/elsewhere']) {
    expect(summary(manifestOf(), path, folder, plain)).toContain('\nDelivered to /home/ana/out/talk.dub\n')
  }
})
