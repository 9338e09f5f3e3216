import { expect, test } from 'vitest'
import { batchLogged } from '../../../commands/terminal/batch-log.ts'
import type { BatchProgress } from '../../../commands/terminal/batch-progress.ts'
import type { LogEntry } from '../../../commands/terminal/log-file.ts'
import type { BatchEvent } from '../../../src/jobs/batch/batch-events.ts'

test('what the jobs of a batch tell is written each with its own id, and no name of a file', () => {
  const [shown, written]: [BatchEvent[], LogEntry[]] = [[], []]
  const progress: BatchProgress = {
    moving: false,
    notice: () => {},
    show: (event) => shown.push(event),
    end: () => {},
  }
  const step = {
    event: 'step-made',
    stage: 'speak',
    key: 'k',
    language: 'es',
    line: 1,
    ms: 5,
    paid: undefined,
  } as const
  const started = (job: string) => ({ event: 'job-started', job, languages: ['es'], folder: '/secret' }) as const
  const outcome = {
    file: 'secret-1.mp3',
    job: 'job_1',
    status: 'error',
    seconds: 2,
    usd: 0.5,
    where: '/secret',
    manifest: null,
    languages: [],
    error: { code: 'vendor', message: 'secret words' },
  } as const
  const events: BatchEvent[] = [
    { event: 'batch-started', files: ['secret-1.mp3', 'secret-2.mp3'], at_once: 2 },
    { event: 'job', file: 'secret-1.mp3', told: started('job_1') },
    { event: 'job', file: 'secret-2.mp3', told: started('job_2') },
    { event: 'job', file: 'secret-1.mp3', told: step },
    { event: 'file-finished', file: 'secret-1.mp3', outcome: { ...outcome, languages: [] } },
    { event: 'job', file: 'secret-2.mp3', told: step },
  ]
  const both = batchLogged(progress, { write: (entry) => written.push(entry) })
  for (const event of events) both.show(event)
  expect(shown).toEqual(events)
  expect(JSON.stringify(written)).not.toContain('secret')
  expect(written.map(({ event, job }) => [event, job])).toEqual([
    ['job-started', 'job_1'],
    ['job-started', 'job_2'],
    ['step-made', 'job_1'],
    ['file-finished', 'job_1'],
    ['step-made', 'job_2'],
  ])
  expect(written[3]).toMatchObject({ status: 'error', code: 'vendor', seconds: 2, usd: 0.5 })
})
