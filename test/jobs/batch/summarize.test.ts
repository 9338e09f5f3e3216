import { expect, test } from 'vitest'
import type { SummaryFile } from '../../../src/dub/summary.ts'
import { summarize } from '../../../src/jobs/batch/summarize.ts'

function outcome(file: string, usd: number, total: number): SummaryFile {
  const language = { language: 'es', usd, total_usd: total, warnings: [] }
  return { file, status: 'complete', languages: [language] } as unknown as SummaryFile
}

test('a file that came twice is one file, and both of its runs were paid for', () => {
  const files = [outcome('a.mp3', 1, 1), outcome('b.mp3', 2, 2), outcome('a.mp3', 4, 5)]
  const told = summarize(files, { version: '1', started: 0, finished: 1000 })
  expect(told.files.map(({ file }) => file)).toEqual(['a.mp3', 'b.mp3'])
  expect(told.totals).toMatchObject({ files: 2, complete: 2, usd: 7, total_usd: 7 })
})
