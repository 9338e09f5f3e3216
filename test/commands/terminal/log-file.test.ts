import { readFile, stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type LogEntry, logged, openLog } from '../../../commands/terminal/log-file.ts'
import type { Progress } from '../../../commands/terminal/progress.ts'
import type { JobEvent } from '../../../src/jobs/events.ts'
import { temporaryFolder } from '../../rig/home.ts'

const at = Date.UTC(2026, 0, 2)

test('appends lines with their time to what is there, and makes a file that only its owner can read', async () => {
  await using folder = await temporaryFolder()
  const path = folder.at('log.jsonl')
  for (const event of ['first', 'second']) {
    using log = openLog(path, { now: () => at, say: () => {} })
    log.write({ event, ms: 5 })
  }
  const line = (event: string) => ({ time: '2026-01-02T00:00:00.000Z', pid: process.pid, event, ms: 5 })
  const text = await readFile(path, 'utf8')
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each)),
  ).toEqual([line('first'), line('second')])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('what cannot be opened is a setting that is wrong', async () => {
  await using folder = await temporaryFolder()
  const around = { now: () => at, say: () => {} }
  expect(() => openLog(folder.path, around)).toThrow(expect.objectContaining({ code: 'config' }))
})

test.runIf(process.platform === 'linux')('a full disk is told once, and stops nothing', () => {
  const said: string[] = []
  using log = openLog('/dev/full', { now: () => at, say: (text) => said.push(text) })
  log.write({ event: 'first' })
  log.write({ event: 'second' })
  expect(said).toEqual([expect.stringContaining('/dev/full cannot be written any more')])
})

test('events are written without reasons, warnings and paths, and shown all the same', () => {
  const shown: JobEvent[] = []
  const written: LogEntry[] = []
  const progress: Progress = {
    moving: false,
    notice: () => {},
    show: (event) => shown.push(event),
    failed: () => false,
    end: () => {},
  }
  const moved = { language: 'es', status: 'generating', stage: 'dubbing', message: 'secret words' } as const
  const task = { event: 'task', job: 'job_1', ...moved } as const
  const place = { stage: 'speak', key: 'k', language: 'es', line: 1 }
  const events: JobEvent[] = [
    { event: 'job-started', job: 'job_1', languages: ['es'], folder: '/secret/place' },
    { event: 'step-started', ...place },
    { event: 'step-failed', ...place, code: 'vendor', reason: 'secret words', paid: undefined },
    { event: 'warning', language: 'es', message: 'secret words' },
    { ...task, progress: 40 },
    { ...task, progress: 50 },
    { event: 'job-finished', job: 'job_1', status: 'complete', manifest: '/secret/place/manifest.json' },
  ]
  const both = logged(progress, { write: (entry) => written.push(entry) })
  for (const event of events) both.show(event)
  expect(shown).toEqual(events)
  expect(JSON.stringify(written)).not.toContain('secret')
  expect(written.map(({ event }) => event)).toEqual(['job-started', 'step-failed', 'warning', 'task', 'job-finished'])
  expect(written[1]).toMatchObject({ ...place, code: 'vendor', job: 'job_1' })
})
