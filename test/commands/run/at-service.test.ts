import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDub } from '../../../commands/run/dub.ts'
import { runDelete } from '../../../commands/run/jobs/delete.ts'
import { runDownload } from '../../../commands/run/jobs/download.ts'
import { eventSchema } from '../../../tools/event-schema.ts'
import { manifestOf } from '../../jobs/manifests.ts'
import { openAtService } from './at-service.ts'

let my: Awaited<ReturnType<typeof openAtService>>
beforeEach(async () => {
  my = await openAtService()
  await writeFile(my.home.at('talk.mp3'), 'a talk')
})
afterEach(() => my[Symbol.asyncDispose]())

const dub = (json = false, options: object = {}) =>
  my.start(runDub, [my.home.at('talk.mp3')], { lang: ['es'], remote: true, ...options }, json)

/** What the service makes of a job. */
async function finish(job = my.theJob()): Promise<void> {
  await my.deliver(job, 'es/talk-es.srt', 'hola')
  await my.deliver(job, 'manifest.json', JSON.stringify({ ...manifestOf(), job: job.id }))
  my.api.tell(job, { status: 'complete', tasks: {} })
}

test('every event of a dub at the service is one of the schema; sending and fetching are told', async () => {
  const running = dub(true)
  await running.seen('job-started')
  await finish()
  expect(await running.ended).toBe(0)
  const waited = dub(true, { wait: false })
  expect(await waited.ended).toBe(8)
  const events = [...running.events(), ...waited.events()]
  for (const event of events) expect(eventSchema.safeParse(event)).toMatchObject({ success: true })
  const told = events.filter(({ event }) => event !== 'task').map(({ event, status }) => status ?? event)
  const [upload, fetch] = ['upload-progress', 'download-progress']
  expect(told).toEqual([upload, upload, 'notice', 'job-started', fetch, fetch, 'complete', 'pending'])
  expect(events.findLast(({ event }) => event === fetch)).toMatchObject({ files: 2, total_files: 2 })
})

test('Ctrl-C while the service is asked says that it may have heard, and how to cancel it', async () => {
  my.api.hold(/POST \/api\/jobs$/, new Promise(() => {}))
  const running = dub()
  await my.api.seen(/POST \/api\/jobs$/)
  running.leave()
  expect(await running.ended).toBe(130)
  expect(running.err()).toContain('Uploaded. The service is checking the recording.')
  expect(running.err()).toContain(`may have taken the job on all the same (${my.theJob().id})`)
  expect(running.err()).toContain(`To cancel it: ytdub jobs cancel ${my.theJob().id}`)
})

test('Ctrl-C while its files are fetched says that the job is done, and how to fetch the rest', async () => {
  const running = dub()
  await running.seen('Job job_')
  my.api.storage.misbehave({ kind: 'hang-before-headers' }, { path: /token=/ })
  const calls = () =>
    my.api.storage.calls.filter(({ method, path }) => method === 'GET' && path.includes('/sign/')).length
  await finish()
  while (calls() === 0) await new Promise((resolve) => setImmediate(resolve))
  running.leave()
  expect(await running.ended).toBe(130)
  expect(running.err()).toContain(`The job is done (${my.theJob().id})`)
  expect(running.err()).toContain(`ytdub jobs download ${my.theJob().id}`)
  expect(running.err()).not.toContain('cancel')
})

test('what failed is told with how to try again; draft quality is told before', async () => {
  const running = dub(false, { engine: 'offline' })
  await running.seen('Job job_')
  expect(running.err()).toContain('Draft quality')
  my.api.tell(my.theJob(), { status: 'error', code: 'vendor', message: 'Busy.' })
  const failure = await running.ended.catch((error: unknown) => error)
  expect(failure).toMatchObject({ message: 'The job failed: Busy.', hint: expect.stringContaining('ytdub dub') })
})

test('a language that a finished job has no files in is told with those that it has', async () => {
  const running = dub(false, { wait: false })
  await running.ended
  await finish()
  const { id } = my.theJob()
  const other = my.start(runDownload, [id], { lang: ['fr'] })
  await expect(other.ended).rejects.toMatchObject({
    message: `Job ${id} has no files in fr: it has those of es.`,
    hint: `To fetch those: ytdub jobs download ${id} --lang es`,
  })
  const fetched = my.start(runDownload, [id], {})
  expect(await fetched.ended).toBe(0)
  expect(fetched.err()).toContain('Downloading: 2 of 2 files, 100 % of 0.0 MB\n')
})

test('what the service has no more is deleted: the answer that said so may have been lost', async () => {
  await dub(false, { wait: false }).ended
  const { id } = my.theJob()
  my.api.jobs.clear()
  expect(await my.start(runDelete, [id], { yes: true }).ended).toBe(0)
  await expect(my.start(runDelete, [id], { yes: true }).ended).rejects.toMatchObject({ code: 'input' })
})
