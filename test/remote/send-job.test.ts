import { expect, test } from 'vitest'
import { sendJob } from '../../src/remote/send-job.ts'
import { trackAt } from '../../src/remote/track.ts'
import { openHome } from '../rig/open-home.ts'
import { bytesOf, fileOf, never, noWait, startRemote } from './remote-rig.ts'

async function startSending() {
  const remote = await startRemote()
  const home = await openHome()
  const desk = {
    api: remote.client,
    jobs: home.remoteJobs(remote.api.url),
    owner: async () => null,
    uploads: { home: home.home.path, supabaseUrl: remote.api.storage.url, delays: [0] },
    clock: home.clock,
    service: remote.api.url,
    wait: noWait,
  }
  const wish = {
    voice: await trackAt(await fileOf(remote.home, 'talk.mp3', bytesOf(1000))),
    background: null,
    languages: ['es'],
    folder: remote.home.at('talk.dub'),
    options: {},
    uploaded: undefined,
  }
  const uploading = { signal: never, onPace: () => {}, onGone: () => {}, onAsking: () => {}, onBusy: () => {} }
  return {
    ...remote,
    desk,
    theJob: () => [...remote.api.jobs.values()][0]!,
    send: (api = desk.api, onBusy = () => {}) => sendJob(wish, { ...desk, api }, { ...uploading, onBusy }),
    [Symbol.asyncDispose]: async () => {
      await home[Symbol.asyncDispose]()
      await remote[Symbol.asyncDispose]()
    },
  }
}

test('a retry that was heard, though its answer was lost, begins no second job', async () => {
  await using my = await startSending()
  const id = await my.send()
  Object.assign(my.theJob(), { status: 'error', code: 'vendor' })
  const api = {
    ...my.desk.api,
    async retry(job: string, signal: AbortSignal) {
      await my.desk.api.retry(job, signal)
      await my.desk.api.retry(job, signal)
    },
  }
  expect(await my.send(api)).toBe(id)
  expect([my.api.jobs.size, my.theJob().status]).toEqual([1, 'pending'])
})

test('of two that send the same at once the second waits, and has the first one’s job', async () => {
  await using my = await startSending()
  const second = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const api: typeof my.desk.api = {
    ...my.desk.api,
    async uploadUrls(...given) {
      asked.resolve()
      await second.promise
      return my.desk.api.uploadUrls(...given)
    },
  }
  const one = my.send(api)
  await asked.promise
  const other = my.send(my.desk.api, second.resolve)
  expect(await other).toBe(await one)
  expect([my.api.jobs.size, my.api.storage.calls.filter(({ method }) => method === 'PATCH').length]).toEqual([1, 1])
})
