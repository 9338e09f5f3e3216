import { readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { summarySchema } from '../../../src/dub/summary.ts'
import { summarize } from '../../../src/jobs/batch/summarize.ts'
import { summaryFile } from '../../../src/jobs/batch/summary-file.ts'
import { openBatch } from './open-batch.ts'

const TIMES = { version: '1.2.3', started: 0, finished: 1500 }

test('a summary tells of all files, fits its schema, and is put where it belongs, leaving nothing beside it', async () => {
  await using batch = await openBatch()
  const outcomes = await batch.work([await batch.record('a.mp3'), batch.entry('missing.mp3')])
  const told = summarize(outcomes, TIMES)
  expect(told).toMatchObject({
    status: 'partial',
    started: '1970-01-01T00:00:00.000Z',
    totals: { files: 2, complete: 1, error: 1, pending: 0, seconds: 1.5, usd: 0 },
  })
  const door = await summaryFile(batch.home.at('dubs/of/today'), batch.shop.scratch)
  await door.write(told)
  expect(summarySchema.parse(JSON.parse(await readFile(door.path, 'utf8')))).toEqual(told)
  await (await summaryFile(batch.home.at('dubs/of/today'), batch.shop.scratch)).write(summarize([], TIMES))
  expect(summarySchema.parse(JSON.parse(await readFile(door.path, 'utf8'))).files).toEqual([])
  expect(await readdir(batch.home.at('dubs/of/today'))).toEqual(['summary.json'])
})

test.each(['{"summary": "of my year"}', 'not JSON'])('another’s summary.json is not written over: %s', async (text) => {
  await using batch = await openBatch()
  await writeFile(batch.home.at('summary.json'), text)
  await expect(summaryFile(batch.home.path, batch.shop.scratch)).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('--out'),
  })
})

test('one that cannot be written is no bug', async () => {
  await using batch = await openBatch()
  await writeFile(batch.home.at('notes.txt'), 'no folder')
  const door = await summaryFile(batch.home.at('notes.txt/dubs'), batch.shop.scratch)
  const message = `"${batch.home.at('notes.txt/dubs/summary.json')}" cannot be written.`
  await expect(door.write(summarize([], TIMES))).rejects.toMatchObject({ code: 'config', message })
})

test.each([
  [['complete', 'complete'], 'complete'],
  [['complete', 'reviewable'], 'reviewable'],
  [['complete', 'partial'], 'partial'],
  [['complete', 'error'], 'partial'],
  [['error', 'error'], 'error'],
  [['error', 'pending'], 'pending'],
  [[], 'complete'],
] as const)('files that are %j are a batch that is %s', async (statuses, status) => {
  await using batch = await openBatch()
  const [outcome] = await batch.work([batch.entry('missing.mp3')])
  expect(
    summarize(
      statuses.map((each, at) => ({ ...outcome!, file: `${at}.mp3`, status: each })),
      TIMES,
    ).status,
  ).toBe(status)
})
