import { expect, test } from 'vitest'
import { jobOptions, wishOf } from '../../src/api/job-options.ts'
import { submissions } from '../../src/api/submissions.ts'
import { ANN, mp3, openFakeService } from '../rig/fake-service.ts'

test('a process that is to stop leaves a submission only when all who wait for it have left', async () => {
  await using service = await openFakeService()
  const { id, voiceTrack } = service.put()
  service.objects.set(voiceTrack.path, mp3())
  const looking = Promise.withResolvers<AbortSignal>()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  service.media.does.probe = async (_, { signal }) => {
    looking.resolve(signal)
    await answered
    throw signal.reason
  }
  const submit = submissions({ ...service.parts, unserved: async () => undefined })
  const wish = wishOf(jobOptions.parse({}), ['es'])
  const asked = { job: id, wish, edits: {}, voice: { sha256: undefined }, background: null }
  const clients = [new AbortController(), new AbortController()] as const
  const jobs = service.parts.jobsOf({ sub: ANN, role: 'authenticated' })
  const submitted = clients.map(({ signal: left }) => submit(asked, { user: ANN, jobs, left }))
  const signal = await looking.promise
  clients[0].abort()
  service.closing.abort()
  expect(signal.aborted).toBe(false)
  clients[1].abort()
  expect(signal.aborted).toBe(true)
  answer()
  const outcomes = await Promise.allSettled(submitted)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
