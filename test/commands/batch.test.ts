import { describe, expect, test } from 'vitest'
import { batchExitCode } from '../../commands/terminal/batch-exit-code.ts'
import { batchJson } from '../../commands/terminal/batch-json.ts'
import { batchLines } from '../../commands/terminal/batch-lines.ts'
import { batchTable } from '../../commands/terminal/batch-table.ts'
import type { SummaryFile, SummaryStatus } from '../../src/dub/summary.ts'
import { summarize } from '../../src/jobs/batch/summarize.ts'

function fileOf(file: string, status: SummaryStatus, code?: string): SummaryFile {
  const where = `/talks/${file}.dub`
  const language = {
    language: 'es',
    status,
    seconds: 2,
    usd: 0.5,
    total_usd: 1,
    warnings: ['fast'],
    where: `${where}/es`,
  }
  const error = code === undefined ? {} : { error: { code, message: `No ${code}.`, hint: 'Mend it.' } }
  return { file, job: null, status, seconds: 2, usd: 0.5, where, manifest: null, languages: [language], ...error }
}

function batchOf(...files: SummaryFile[]) {
  return summarize(files, { version: '1.2.3', started: 0, finished: 3000 })
}

describe('the exit code of a batch', () => {
  const [DONE, REVIEW, PART, LEFT] = (['complete', 'reviewable', 'partial', 'pending'] as const).map((status) =>
    fileOf('a', status),
  )
  const failed = (code: string) => fileOf('b', 'error', code)
  test.each([
    ['nothing to do', [], 0],
    ['all done', [DONE!, DONE!], 0],
    ['all to be looked over', [REVIEW!], 0],
    ['one of two failed', [DONE!, failed('internal')], 6],
    ['all partly done', [PART!], 6],
    ['all failed for one reason', [failed('vendor'), failed('vendor')], 5],
    ['all failed: a key is worse than a recording', [failed('input'), failed('auth'), failed('vendor')], 4],
    ['all failed: a bug is worst', [failed('config'), failed('internal')], 1],
    ['over the budget', [failed('budget'), failed('input')], 7],
    ['failed and not begun', [failed('input'), LEFT!], 3],
    ['only stopped', [DONE!, LEFT!], 130],
  ])('%s', (_how, files, code) => {
    const named = files.map((file, at) => ({ ...file, file: `${at}.mp3` }))
    expect(batchExitCode(batchOf(...named))).toBe(code)
  })
})

test('the table tells of every file and language, of each failure once, and where the summary is', () => {
  const told = batchOf(
    fileOf('talk.mp3', 'complete'),
    fileOf('bad\u001B[2J.mp3', 'error', 'input'),
    fileOf('worse.mp3', 'error', 'input'),
  )
  const text = batchTable(told, { path: '/talks/summary.json', folder: '/talks', color: { out: false, err: false } })
  expect(text).toMatch(/^talk\.mp3 +es +done +2\.0 s +\$1\.00 +1 +talk\.mp3\.dub\/es$/m)
  expect(text).toMatch(/^worse\.mp3 +es +failed .* -$/m)
  expect(text).toContain('Failed worse.mp3: No input.')
  expect(text.match(/Mend it\./g)).toHaveLength(1)
  expect(text).not.toContain('\u001B')
  expect(text).toContain('3 files in 3.0 s: 1 done, 2 failed. Cost: $3.00 (this run: $1.50).\nSummary: summary.json\n')
})

test('lines tell the list at once, however long it is, then what becomes of each', () => {
  let said = ''
  const lines = batchLines({ err: (text) => (said += text) }, { verbose: false })
  lines.show({ event: 'batch-started', files: Array.from({ length: 1000 }, (_, file) => `${file}.mp3`), at_once: 3 })
  expect(said.split('\n').slice(0, 2)).toEqual(['1000 files, 3 at once:', '  0.mp3'])
  expect(said).toMatch(/ {2}19\.mp3\n {2}and 980 more\n$/)
  said = ''
  lines.show({ event: 'file-started', file: '0.mp3' })
  lines.show({ event: 'job', file: '0.mp3', told: { event: 'warning', language: 'es', message: 'Line 3 is fast.' } })
  lines.show({
    event: 'job',
    file: '0.mp3',
    told: { event: 'stage', language: 'es', stage: 'mixing', done: 0, total: 1 },
  })
  lines.show({ event: 'file-finished', file: '0.mp3', outcome: fileOf('0.mp3', 'error', 'input') })
  expect(said).toBe('0.mp3: begins\n0.mp3: Warning (es): Line 3 is fast.\n0.mp3: failed: No input. (1 of 1000)\n')
})

test('as JSON every event carries its file', () => {
  const written: unknown[] = []
  const json = batchJson({ out: (text) => written.push(JSON.parse(text)) })
  json.show({ event: 'batch-started', files: ['a.mp3'], at_once: 2 })
  json.show({
    event: 'job',
    file: 'a.mp3',
    told: { event: 'job-finished', job: 'job_1', status: 'complete', manifest: '/m' },
  })
  json.show({ event: 'file-finished', file: 'a.mp3', outcome: fileOf('a.mp3', 'complete') })
  expect(written).toEqual([
    { event: 'batch-started', files: ['a.mp3'], at_once: 2 },
    { event: 'job-finished', file: 'a.mp3', job: 'job_1', status: 'complete', manifest: '/m' },
    { event: 'file-finished', ...fileOf('a.mp3', 'complete') },
  ])
})
