import { expect, test } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { sweepRetention } from '../../../src/jobs/fleet/sweep-retention.ts'
import { submitted } from '../../rig/fake-fleet.ts'
import { JOB, OWNER, openFleet } from './open-fleet.ts'

const HOUR = 3_600_000
const never = new AbortController().signal
const sum = (counts: object) => Object.values(counts).reduce((all, count: number) => all + count, 0)

/** A fleet whose one job has just ended, with its track, an answer, and a blob and a stray besides. */
async function dubbed() {
  const opened = await openFleet()
  const { fleet, objects, clock } = opened
  opened.submit()
  await opened.drain()
  const track = opened.job().voiceTrack.path
  const digest = 'a'.repeat(64)
  const blob = { owner: OWNER, digest, path: `blobs/${OWNER}/${digest}`, bytes: 1 }
  const stray = `artifacts/${OWNER}/job_00000000dead/es/talk.m4a`
  for (const path of [track, blob.path, stray]) objects.kept.set(path, { bytes: Buffer.from('x'), type: 'audio/mp4' })
  fleet.eventsToldAt = [clock.now()]
  fleet.answersUsedAt = [clock.now()]
  fleet.blobs = [{ ...blob, usedAt: clock.now() }]
  fleet.strayKeys.push({ path: stray, at: clock.now() })
  const artifacts = fleet.published.map(({ path }) => path)
  return { ...opened, track, blob, stray, artifacts }
}

test('what a dub left behind goes 48 hours after its end, and nothing sooner', async () => {
  await using it = await dubbed()
  const parts = it.partsOf('w1')
  const all = it.objects.kept.size
  it.clock.advance(48 * HOUR)
  expect(sum(await sweepRetention(parts, never))).toBe(0)
  expect(it.objects.kept.size).toBe(all)
  it.clock.advance(1)
  const swept = { abandoned: 0, artifacts: it.artifacts.length, tracks: 1, events: 1, answers: 1, blobs: 1, strays: 1 }
  expect(await sweepRetention(parts, never)).toEqual(swept)
  expect([...it.objects.kept.keys()]).toEqual([])
  expect([it.fleet.answersUsedAt, it.fleet.blobs, it.fleet.purgedTracks]).toEqual([[], [], [JOB]])
  expect(it.log.filter(({ event }) => event === 'swept')).toEqual([{ event: 'swept', ...swept }])
})

test('an operator may have files and answers deleted sooner, but no tracks, which a job may be tried again with', async () => {
  await using it = await dubbed()
  const parts = it.partsOf('w1')
  it.clock.advance(2 * HOUR)
  const counted = await parts.fleet.count(it.clock.now() - HOUR)
  expect(counted).toMatchObject({ jobs: 1, artifacts: it.artifacts.length, answers: 1 })
  expect(sum(await sweepRetention(parts, never, 3 * HOUR))).toBe(0)
  const swept = { abandoned: 0, artifacts: counted.artifacts, tracks: 0, events: 0, answers: 1, blobs: 1, strays: 0 }
  expect(await sweepRetention(parts, never, HOUR)).toEqual(swept)
  expect([...it.objects.kept.keys()].toSorted()).toEqual([it.stray, it.track].toSorted())
  it.clock.advance(49 * HOUR)
  expect(sum(await sweepRetention(parts, never, 72 * HOUR))).toBe(0)
  expect(await sweepRetention(parts, never)).toMatchObject({ tracks: 1, events: 1, strays: 1 })
})

test('what is used meanwhile stays', async () => {
  await using it = await dubbed()
  it.clock.advance(48 * HOUR + 1)
  it.fleet.answersUsedAt = [it.clock.now()]
  it.fleet.blobs = [{ ...it.blob, usedAt: it.clock.now() }]
  await sweepRetention(it.partsOf('w1'), never)
  expect([...it.objects.kept.keys()]).toEqual([it.blob.path])
  expect([it.fleet.answersUsedAt.length, it.fleet.blobs.length]).toEqual([1, 1])
})

test('a job that waits for its tracks for more than a day is given up', async () => {
  await using it = await openFleet()
  const waiting = submitted({ id: JOB, owner: OWNER, request: null }, it.clock.now())
  it.fleet.jobs.set(JOB, { ...waiting, status: 'uploading' })
  it.clock.advance(24 * HOUR)
  await sweepRetention(it.partsOf('w1'), never)
  expect(it.job().status).toBe('uploading')
  it.clock.advance(1)
  await sweepRetention(it.partsOf('w1'), never)
  expect(it.job()).toMatchObject({ status: 'error', code: 'interrupted' })
})

test.each(['artifacts', 'track', 'blob'] as const)('where the %s cannot be deleted, the row stays', async (what) => {
  await using it = await dubbed()
  it.clock.advance(50 * HOUR)
  const stuck = { artifacts: it.artifacts[0]!, track: it.track, blob: it.blob.path }[what]
  let busy = true
  const remove: typeof it.objects.remove = async (paths) => {
    if (busy && paths.includes(stuck)) throw new Failure('vendor', 'Busy.', { retryable: true })
    await it.objects.remove(paths)
  }
  const parts = { ...it.partsOf('w1'), objects: { ...it.objects, remove } }
  await expect(sweepRetention(parts, never)).rejects.toThrow('Busy.')
  const { purgedIds, purgedTracks, blobs } = it.fleet
  expect({ artifacts: purgedIds.length === 0, track: purgedTracks.length === 0, blob: blobs.length === 1 }[what]).toBe(
    true,
  )
  busy = false
  await sweepRetention(parts, never)
  expect(it.objects.kept.size).toBe(0)
})

test('goes on in batches, and stops when it is told to', async () => {
  await using it = await openFleet()
  for (let index = 0; index < 1200; index++) {
    it.fleet.strayKeys.push({ path: `blobs/${OWNER}/${String(index).padStart(4, '0')}`, at: 0 })
  }
  it.clock.advance(49 * HOUR)
  expect(sum(await sweepRetention(it.partsOf('w1'), AbortSignal.abort()))).toBe(0)
  // None of these can be deleted: each is tried once, and that is the end.
  expect(await sweepRetention(it.partsOf('w1'), never)).toMatchObject({ strays: 1200 })
})
