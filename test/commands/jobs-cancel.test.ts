import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { newPerson } from '../rig/cli.ts'
import { startFakeApi } from '../rig/fake-api.ts'

test('ytdub jobs cancel has the service stop a job', async () => {
  await using api = await startFakeApi()
  await using person = await newPerson()
  const ytdub = (...args: string[]) => person.start(args, { env: api.env }).ended
  await writeFile(person.path('voice.mp3'), 'voice')
  const sent = await ytdub('dub', 'voice.mp3', '--lang', 'es', '--remote', '--no-wait')
  const [job] = api.jobs.values()
  expect(sent.out).toBe(`${job?.id}\n`)
  const { code, err } = await ytdub('jobs', 'cancel', job?.id ?? '')
  expect([code, err]).toEqual([0, expect.stringContaining('within seconds')])
  expect(job).toMatchObject({ status: 'error', code: 'cancelled' })
  const body = { error: 'conflict', message: 'The job has ended: error.' }
  api.answerNext(/POST .*cancel/, { status: 409, body })
  const again = await ytdub('jobs', 'cancel', job?.id ?? '')
  expect([again.code, again.err]).toEqual([3, expect.stringContaining(`Job ${job?.id} has ended: it is cancelled.`)])
  const unknown = await ytdub('jobs', 'cancel', 'job_ffffffffffff')
  expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('There is no such job')])
})
