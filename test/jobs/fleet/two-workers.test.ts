import { expect, test } from 'vitest'
import { manifestSchema } from '../../../src/dub/manifest.ts'
import { fleetHandlers } from '../../../src/jobs/fleet/handlers.ts'
import { openFleetQueue } from '../../../src/stores/supabase/queue.ts'
import { dubRequest } from '../../rig/requests.ts'
import { newJob, openService } from '../../stores/supabase/open-stores.ts'
import { openFleet } from './open-fleet.ts'

test('a worker that is stopped half-way hands over to another, through Postgres, and nothing is paid twice', async () => {
  await using service = await openService()
  await using studio = await openFleet()
  const owner = await service.user()
  const user = service.jobsOf(owner)
  const languages = ['es', 'fr']
  const job = newJob(owner, { languages })
  await user.create(job)
  await user.submit(job.id, { request: dubRequest({ source: studio.source, languages }), duration: 4 })

  const troubles: string[] = []
  const open = async (worker: string) => {
    const options = { databaseUrl: service.url, hours: 12, onTrouble: (message: string) => troubles.push(message) }
    const queue = await openFleetQueue('work', options)
    const [stop, cut] = [new AbortController(), new AbortController()]
    const handlers = fleetHandlers({ ...studio.partsOf(worker), fleet: service.fleet, queue })
    const working = queue.work(handlers, { concurrency: 1, stop: stop.signal, cut: cut.signal })
    return {
      queue,
      stop,
      working,
      async [Symbol.asyncDispose]() {
        stop.abort()
        cut.abort()
        await working
        await queue[Symbol.asyncDispose]()
      },
    }
  }

  const { speak } = studio.providers.does
  await using first = await open('first')
  studio.providers.does.speak = async (line, options) => {
    first.stop.abort()
    return speak(line, options)
  }
  await first.queue.add([{ kind: 'prepare', job: job.id }])
  await first.working
  expect(studio.providers.calls.speak).toHaveLength(4) // Those that were under way, and kept.
  expect(await user.find(job.id)).toMatchObject({ status: 'generating', duration: 4 })

  await using second = await open('second')
  await expect.poll(async () => (await user.find(job.id))?.status, { timeout: 30_000 }).toBe('complete')
  second.stop.abort()
  await second.working
  expect(studio.providers.calls.speak).toHaveLength(8)
  expect(studio.providers.calls.transcribe).toHaveLength(1)
  expect(await user.find(job.id)).toMatchObject({
    code: null,
    tasks: [
      { language: 'es', status: 'complete', progress: 100 },
      { language: 'fr', status: 'complete' },
    ],
  })
  const artifacts = await user.artifacts(job.id)
  expect(artifacts.map(({ path }) => path).toSorted()).toEqual([...studio.objects.kept.keys()].toSorted())
  const object = studio.objects.kept.get(artifacts.find(({ file }) => file === 'manifest.json')?.path ?? '')
  expect(manifestSchema.parse(JSON.parse(object?.bytes.toString() ?? ''))).toMatchObject({ status: 'complete' })
  expect(troubles).toEqual([])
  expect(studio.log.map(({ event }) => event)).not.toContain('beat-failed')
})

test('a cancelled job stops wherever it is, and is never finished', async () => {
  await using service = await openService()
  await using studio = await openFleet()
  const owner = await service.user()
  const user = service.jobsOf(owner)
  const job = newJob(owner, { languages: ['es', 'fr'] })
  await user.create(job)
  await user.submit(job.id, {
    request: dubRequest({ source: studio.source, languages: ['es', 'fr'] }),
    duration: 4,
  })
  const queue = await openFleetQueue('work', { databaseUrl: service.url, hours: 12, onTrouble: () => {} })
  await using _closed = queue
  const asked = Promise.withResolvers<void>()
  studio.providers.does.speak = (_line, { signal }) => {
    asked.resolve()
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const [stop, cut] = [new AbortController(), new AbortController()]
  const handlers = fleetHandlers({ ...studio.partsOf('first'), fleet: service.fleet, queue })
  const working = queue.work(handlers, { concurrency: 1, stop: stop.signal, cut: cut.signal })
  await queue.add([{ kind: 'prepare', job: job.id }])
  await asked.promise
  expect(await user.requestCancel(job.id)).toBe(true)
  await queue.cancel(job.id)
  await expect.poll(async () => (await user.find(job.id))?.status, { timeout: 30_000 }).toBe('error')
  expect(await user.find(job.id)).toMatchObject({
    code: 'cancelled',
    tasks: [
      { language: 'es', code: 'cancelled' },
      { language: 'fr', code: 'cancelled' },
    ],
  })
  stop.abort()
  await working
  expect(await user.artifacts(job.id)).toEqual([])
})
