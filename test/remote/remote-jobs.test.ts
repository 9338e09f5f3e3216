import { expect, test } from 'vitest'
import type { HeardJob } from '../../src/ports/remote-jobs.ts'
import { openHome } from '../rig/open-home.ts'

const id = 'job_0123456789ab'
const heard: HeardJob = {
  id,
  status: 'processing',
  code: null,
  progress: 40,
  message: 'on its way',
  tasks: [{ language: 'es', status: 'generating', stage: 'dubbing', progress: 40, message: 'speaking' }],
  createdAt: 1000,
  updatedAt: 2000,
}
const own = { id, source: '/home/ana/talk.mp3', folder: '/home/ana/talk.dub' }

test('what is begun here is found by its wish, and keeps its paths when the service tells of it', async () => {
  await using home = await openHome()
  const jobs = home.remoteJobs('https://api.example.com')
  await jobs.begin('wish', own)
  expect(await jobs.forWish('wish')).toMatchObject({ ...own, status: 'uploading', tasks: [] })
  home.clock.advance(1000)
  await jobs.heard([heard])
  expect(await jobs.find(id)).toEqual({
    ...heard,
    source: own.source,
    folder: own.folder,
    seenAt: home.clock.now(),
    owner: null,
    uploadedAt: null,
  })
})

test('a wish is one job’s: a later one takes it over', async () => {
  await using home = await openHome()
  const jobs = home.remoteJobs('https://api.example.com')
  await jobs.begin('wish', own)
  await jobs.begin('wish', { ...own, id: 'job_ffffffffffff' })
  expect((await jobs.forWish('wish'))?.id).toBe('job_ffffffffffff')
  await jobs.begin('another', own)
  expect((await jobs.forWish('another'))?.id).toBe(id)
  expect(await jobs.list()).toHaveLength(2)
})

test('jobs of another service are none of this one’s', async () => {
  await using home = await openHome()
  await home.remoteJobs('https://one.example.com').begin('wish', own)
  const other = home.remoteJobs('https://two.example.com')
  expect([await other.list(), await other.find(id), await other.forWish('wish')]).toEqual([[], undefined, undefined])
})

test('what was not heard of lately is forgotten, and nothing that was begun since', async () => {
  await using home = await openHome()
  const jobs = home.remoteJobs('https://api.example.com')
  await jobs.heard([heard])
  home.clock.advance(1000)
  const asked = home.clock.now()
  await jobs.begin('wish', { ...own, id: 'job_ffffffffffff' })
  await jobs.forgetUnheard(asked)
  expect((await jobs.list()).map((job) => job.id)).toEqual(['job_ffffffffffff'])
  await jobs.forget('job_ffffffffffff')
  expect(await jobs.list()).toEqual([])
})

test('what another was not heard of lately is not forgotten: the service tells everybody of their own alone', async () => {
  await using home = await openHome()
  let owner = 'ana@example.com'
  const jobs = home.remoteJobs('https://api.example.com', async () => owner)
  await jobs.begin('wish', own)
  home.clock.advance(1000)
  owner = 'bob@example.com'
  await jobs.forgetUnheard(home.clock.now())
  expect((await jobs.forWish('wish'))?.id).toBe(id)
  owner = 'ana@example.com'
  await jobs.forgetUnheard(home.clock.now())
  expect(await jobs.list()).toEqual([])
})

test('whose jobs are is written down with them, and stays where nobody can be named', async () => {
  await using home = await openHome()
  let owner: string | null = 'ana@example.com'
  const jobs = home.remoteJobs('https://api.example.com', async () => owner)
  await jobs.begin('wish', own)
  await jobs.heard([{ ...heard, id: 'job_ffffffffffff' }])
  owner = null
  await jobs.heard([heard, { ...heard, id: 'job_ffffffffffff' }])
  expect((await jobs.list()).map((job) => job.owner)).toEqual(['ana@example.com', 'ana@example.com'])
})

test('tracks that are all uploaded are written down', async () => {
  await using home = await openHome()
  const jobs = home.remoteJobs('https://api.example.com')
  await jobs.begin('wish', own)
  expect((await jobs.find(id))?.uploadedAt).toBeNull()
  await jobs.uploaded(id)
  expect((await jobs.find(id))?.uploadedAt).toBe(home.clock.now())
})
