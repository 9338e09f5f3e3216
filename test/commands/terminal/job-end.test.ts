import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Context } from '../../../commands/command.ts'
import { type EndedJob, tellEnd } from '../../../commands/terminal/job-end.ts'
import type { Progress } from '../../../commands/terminal/progress.ts'
import { manifestOf } from '../../jobs/manifests.ts'
import { temporaryFolder } from '../../rig/home.ts'

const done: EndedJob = {
  id: 'job_0123456789ab',
  status: 'complete',
  code: null,
  message: 'done',
  folder: null,
  resume: 'ytdub jobs retry job_0123456789ab',
  elsewhere: 'It is elsewhere.',
}

async function told(job: EndedJob) {
  const [shown, out]: [unknown[], string[]] = [[], []]
  const progress: Progress = {
    moving: false,
    notice: () => {},
    show: (event) => shown.push(event),
    failed: () => false,
    end: () => {},
  }
  const streams = { out: (text: string) => out.push(text), color: { out: false, err: false } }
  const manner = { json: false, quiet: false, verbose: false }
  const context = { streams, manner, config: { folder: '/' } } as unknown as Context
  const outcome = await tellEnd(job, progress, context).catch((error: unknown) => error)
  return { outcome, shown, out: out.join('') }
}

test.each([
  [{}, 0, 'complete'],
  [{ code: 'partial' }, 6, 'partial'],
  [{ status: 'pending', message: 'for review', folder: '/talk.dub' }, 0, 'reviewable'],
])('of one that is %j the exit code is %i', async (part, code, status) => {
  const { outcome, shown } = await told({ ...done, ...part })
  expect([outcome, shown]).toMatchObject([code, [{ event: 'job-finished', status, manifest: null }]])
})

test.each([
  [
    { status: 'error', code: 'budget', message: 'too dear' },
    { code: 'budget', message: /failed: too dear/ },
  ],
  [
    { status: 'error', code: 'what?', message: 'odd' },
    { code: 'vendor', message: /failed: odd/ },
  ],
  [
    { status: 'error', code: 'interrupted', message: 'cancelled' },
    { code: 'interrupted', message: /was cancelled/ },
  ],
  [
    { status: 'processing', message: '' },
    { code: 'interrupted', message: /was interrupted/ },
  ],
  [
    { status: 'pending', message: 'not all could be translated' },
    { code: 'partial', message: /not all/ },
  ],
])('%j is a failure that names what goes on with it', async (part, failure) => {
  const { outcome, shown, out } = await told({ ...done, ...part })
  expect(outcome).toMatchObject({
    code: failure.code,
    message: expect.stringMatching(failure.message),
    hint: expect.stringContaining(done.resume),
  })
  expect([shown, out]).toMatchObject([[{ status: 'error', manifest: null }], ''])
})

test('what was delivered is summed up; what another job or an earlier run delivered is not', async () => {
  await using folder = await temporaryFolder()
  const lay = (part: object) =>
    writeFile(folder.at('manifest.json'), JSON.stringify({ ...manifestOf(), job: done.id, ...part }))
  const here = { ...done, folder: folder.path }
  await lay({})
  expect((await told(here)).out).toContain('Delivered to')
  expect((await told({ ...here, status: 'error', code: 'vendor', message: 'busy' })).outcome).toMatchObject({
    code: 'vendor',
  })
  await lay({ job: 'job_ffffffffffff' })
  expect((await told(here)).out).toBe('It is elsewhere.\n')
  await lay({ status: 'error' })
  const failed = await told({ ...here, status: 'error', code: 'vendor', message: 'failed: es' })
  expect([failed.outcome, failed.out]).toEqual([5, expect.stringContaining('Providers were asked')])
})
