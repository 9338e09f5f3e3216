import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { BlobRef } from '../../src/dub/blob.ts'
import type { DubRequest } from '../../src/dub/request.ts'
import type { Json } from '../../src/json.ts'
import { openHome } from '../rig/open-home.ts'
import { pidOfGoneProcess } from '../rig/processes.ts'

const HOUR = 3_600_000
const never = new AbortController().signal
const HOST = hostname().replace(/[^\w.]/g, '_')

/** A home whose files are as old as its clock says. */
async function openOld() {
  const home = await openHome()
  const { memo, blobs, clock, jobs } = home
  const setTime = (path: string) => utimes(path, new Date(clock.now()), new Date(clock.now()))
  return {
    ...home,
    setTime,
    async blob(text: string): Promise<BlobRef> {
      const ref = await blobs.put(Buffer.from(text), 'text/plain')
      await setTime(await blobs.path(ref))
      return ref
    },
    keep: (key: string, answer: Json = key) => memo.keep({ key, stage: 'speak', input: { text: key } }, answer),
    knows: async (...keys: string[]) => (await memo.questions(keys)).map(({ key }) => key),
    /** Writes a file as a run does that was killed, into a folder of its own; `parent` as a path below the home. */
    async leave(parent: string, name: string) {
      const folder = join(home.home.at('home', parent), name)
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, '1-half.wav'), 'half')
      for (const path of [join(folder, '1-half.wav'), folder]) await setTime(path)
      return folder
    },
    submit: (id: string, folder = '/talks/talk.dub') =>
      jobs.submit({ id, request: { languages: ['es'] } as unknown as DubRequest, source: '/talks/talk.mp3', folder }),
    lease: (holder: string) => ({ holder, until: clock.now() + 60_000 }),
  }
}

test('what was not used goes, with the blobs that only it names', async () => {
  await using home = await openOld()
  const { housekeeping, clock } = home
  const [one, both, other] = [await home.blob('one'), await home.blob('for both'), await home.blob('other!')]
  await home.keep('old', { audio: one, deep: [both] })
  await home.keep('used', { audio: other, also: both })
  await home.keep('text')
  clock.advance(50 * HOUR)
  expect(await home.memo.recall('used')).toBeDefined()
  const at = clock.now() - 48 * HOUR
  const seen: string[] = []
  const planned = [
    await housekeeping.answers(at, ({ key, input, answer }) => seen.push(JSON.stringify([key, input, answer])), never),
    await housekeeping.blobs(at, never),
  ]
  expect(planned).toEqual([
    { count: 2, bytes: expect.any(Number) },
    { count: 1, bytes: 3 },
  ])
  expect(seen[1]).toBe('["text",{"text":"text"},"text"]')
  expect(await home.knows('old', 'used', 'text')).toEqual(['old', 'used', 'text'])
  expect(await housekeeping.removeBlobs(at, never)).toEqual({ count: 0, bytes: 0 })
  expect(await housekeeping.forgetAnswers(at, never)).toEqual(planned[0])
  expect(await housekeeping.removeBlobs(at, never)).toEqual(planned[1])
  expect(await home.knows('old', 'used', 'text')).toEqual(['used'])
  expect(await Promise.all([one, both, other].map((ref) => home.blobs.has(ref)))).toEqual([false, true, true])
  expect(await readdir(dirname(home.scratch.path('')))).toEqual([])
})

test('a blob that nobody names yet stays while it is new, and so does an old one that is put again', async () => {
  await using home = await openOld()
  const { housekeeping, clock } = home
  const [left, again] = [await home.blob('left'), await home.blob('put again')]
  clock.advance(50 * HOUR)
  const fresh = await home.blob('fresh')
  await home.blobs.put(Buffer.from('put again'), 'text/plain')
  expect(await housekeeping.removeBlobs(clock.now() - 48 * HOUR, never)).toEqual({ count: 1, bytes: 4 })
  expect(await Promise.all([left, again, fresh].map((ref) => home.blobs.has(ref)))).toEqual([false, true, true])
})

test('files that are none of its blobs stay', async () => {
  await using home = await openOld()
  await home.blob('left')
  await writeFile(home.home.at('home', 'blobs', 'notes.txt'), 'somebody’s')
  const strange = await home.leave('blobs', 'ab')
  home.clock.advance(HOUR)
  expect(await home.housekeeping.removeBlobs(home.clock.now(), never)).toMatchObject({ count: 1 })
  expect(await readdir(strange)).toEqual(['1-half.wav'])
})

test('nothing goes that a running job has used since it began, however short the time', async () => {
  await using home = await openOld()
  const { housekeeping, clock, jobs } = home
  const [before, within] = [await home.blob('before'), await home.blob('within')]
  for (const key of ['before', 'recalled']) await home.keep(key, { audio: before })
  await home.keep('old')
  clock.advance(HOUR)
  await home.submit('job_1')
  const lease = home.lease(`${hostname()}/${process.pid}`)
  await jobs.claim('job_1', lease)
  await jobs.beginDiary('job_1')
  await home.memo.recall('recalled')
  clock.advance(HOUR)
  await home.keep('made')
  await home.blobs.put(Buffer.from('within'), 'text/plain')
  clock.advance(HOUR)
  await jobs.renew('job_1', home.lease(lease.holder))
  const keys = ['old', 'before', 'recalled', 'made']
  await housekeeping.forgetAnswers(clock.now(), never)
  await housekeeping.removeBlobs(clock.now(), never)
  expect(await home.knows(...keys)).toEqual(['recalled', 'made'])
  expect(await Promise.all([before, within].map((ref) => home.blobs.has(ref)))).toEqual([true, true])
  await jobs.release('job_1', '')
  await housekeeping.forgetAnswers(clock.now(), never)
  await housekeeping.removeBlobs(clock.now(), never)
  expect(await home.knows(...keys)).toEqual([])
  expect(await Promise.all([before, within].map((ref) => home.blobs.has(ref)))).toEqual([false, false])
  expect(await jobs.find('job_1')).toMatchObject({ id: 'job_1', status: 'pending' })
})

test('a job whose process is gone keeps nothing from going', async () => {
  await using home = await openOld()
  await home.keep('old')
  await home.submit('job_1')
  await home.jobs.claim('job_1', home.lease(`${hostname()}/${pidOfGoneProcess()}`))
  await home.jobs.beginDiary('job_1')
  home.clock.advance(HOUR)
  expect(await home.housekeeping.forgetAnswers(home.clock.now(), never)).toMatchObject({ count: 1 })
})

test('many answers go a batch at a time, and a stop comes through between two', async () => {
  await using home = await openOld()
  const { housekeeping, clock } = home
  const keys = Array.from({ length: 1100 }, (_, index) => `key ${index}`)
  for (const key of keys) await home.keep(key)
  clock.advance(HOUR)
  let count = 0
  const all = await housekeeping.answers(clock.now(), () => void count++, never)
  expect([all.count, count]).toEqual([1100, 1100])
  const stopped = AbortSignal.abort()
  await expect(housekeeping.forgetAnswers(clock.now(), stopped)).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  )
  expect(await home.knows(...keys)).toHaveLength(1100)
  expect(await housekeeping.forgetAnswers(clock.now(), never)).toEqual(all)
  expect(await home.knows(...keys)).toEqual([])
})

test('unfinished files of processes that are gone go, wherever they lie, and those of living ones stay', async () => {
  await using home = await openOld()
  const { housekeeping, clock } = home
  const gone = (prefix = '') => `${prefix}${HOST}-${pidOfGoneProcess()}-0123456789ab`
  const delivered = home.home.at('home', 'work', 'talk.dub')
  await home.submit('job_1', delivered)
  await home.submit('job_2', '/no/such/disk/talk.dub')
  const left = [
    await home.leave('scratch', gone()),
    await home.leave('cache', gone()),
    await home.leave('work', gone('.talk.dub.part-')),
  ]
  const stays = [
    await home.leave('scratch', `${HOST}-${process.ppid}-0123456789ab`),
    await home.leave('scratch', 'somebodys-own'),
    await home.leave('work', gone('.other.dub.part-')),
    await home.leave('work', 'talk.dub'),
  ]
  expect(await housekeeping.orphans(clock.now())).toEqual({ count: 3, bytes: 12 })
  expect(await housekeeping.removeOrphans(clock.now())).toEqual({ count: 3, bytes: 12 })
  expect(await housekeeping.orphans(clock.now())).toEqual({ count: 0, bytes: 0 })
  const there = async (folder: string) => (await readdir(dirname(folder))).includes(basename(folder))
  expect(await Promise.all(left.map(there))).toEqual([false, false, false])
  expect(await Promise.all(stays.map(there))).toEqual([true, true, true, true])
})

test('those of another machine go when nobody there holds a job and nothing was written for two days', async () => {
  await using home = await openOld()
  const { housekeeping, clock } = home
  await home.leave('scratch', 'container_1-7-0123456789ab')
  await home.leave('scratch', 'container_1-8-0123456789ab')
  const idle = home.home.at('home', 'scratch', 'container_1-9-0123456789ab')
  await mkdir(idle)
  await home.setTime(idle)
  const cache = await home.leave('cache', 'container_1-9-0123456789ab')
  await home.submit('job_1')
  clock.advance(47 * HOUR)
  expect(await housekeeping.orphans(clock.now())).toMatchObject({ count: 0 })
  clock.advance(2 * HOUR)
  await home.leave('scratch', 'container_2-7-0123456789ab')
  await home.jobs.claim('job_1', home.lease('container 1/8'))
  expect(await housekeeping.removeOrphans(clock.now())).toMatchObject({ count: 1 })
  expect(
    (await readdir(home.home.at('home', 'scratch'))).filter((name) => name.startsWith('container')).toSorted(),
  ).toEqual(['container_1-8-0123456789ab', 'container_1-9-0123456789ab', 'container_2-7-0123456789ab'])
  expect(await readdir(cache)).toEqual(['1-half.wav'])
})

test('its size is that of all blobs that answers name, each once, and of the database', async () => {
  await using home = await openOld()
  const before = await home.housekeeping.size()
  expect(before).toBeGreaterThan(0)
  const blob = { digest: 'a'.repeat(64), type: 'audio/wav', size: 5e9 }
  await home.keep('one', { audio: blob })
  await home.keep('two', { audio: blob, also: { ...blob, digest: 'b'.repeat(64), size: 1e9 } })
  const size = await home.housekeeping.size()
  expect(size - before).toBeGreaterThanOrEqual(6e9)
  expect(size - before).toBeLessThan(6e9 + 100_000)
  await home.memo.forget('two')
  expect((await home.housekeeping.size()) - before).toBeLessThan(5e9 + 100_000)
})
