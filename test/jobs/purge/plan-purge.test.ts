import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { planPurge } from '../../../src/jobs/purge/plan-purge.ts'
import { openHome } from '../../rig/open-home.ts'
import { pidOfGoneProcess } from '../../rig/processes.ts'

const HOUR = 3_600_000
const never = new AbortController().signal
const nothing = { count: 0, bytes: 0 }

test('shows what goes, lets it go when it is told to, and finds nothing more', async () => {
  await using home = await openHome()
  const { memo, blobs, clock, housekeeping } = home
  const orphan = home.home.at('home', 'scratch', `elsewhere-${pidOfGoneProcess()}-0123456789ab`)
  await mkdir(orphan)
  await writeFile(`${orphan}/half`, 'half')
  const named = await blobs.put(Buffer.from('named'), 'text/plain')
  const unnamed = await blobs.put(Buffer.from('unnamed'), 'text/plain')
  await memo.keep({ key: 'k', stage: 'speak', input: 1 }, { audio: named })
  const then = new Date(clock.now())
  for (const path of [await blobs.path(named), await blobs.path(unnamed), `${orphan}/half`, orphan])
    await utimes(path, then, then)
  clock.advance(48 * HOUR)
  const early = await planPurge(48 * HOUR, home, never)
  expect(early.goes).toEqual({ answers: nothing, blobs: nothing, temporary: nothing })
  expect(await early.apply()).toEqual(early.goes)

  clock.advance(1)
  const plan = await planPurge(48 * HOUR, { housekeeping, clock }, never)
  expect(plan.goes).toEqual({
    answers: { count: 1, bytes: expect.any(Number) },
    blobs: { count: 2, bytes: 12 },
    temporary: { count: 1, bytes: 4 },
  })
  expect(plan.redo).toEqual({ calls: 0, usd: 0, exact: true })
  expect([await memo.questions(['k']), await blobs.has(named), await blobs.has(unnamed)]).toMatchObject([
    [{}],
    true,
    true,
  ])
  expect(await plan.apply()).toEqual(plan.goes)
  expect([await memo.questions(['k']), await blobs.has(named), await blobs.has(unnamed)]).toEqual([[], false, false])
  expect((await planPurge(0, { housekeeping, clock }, never)).goes).toEqual({
    answers: nothing,
    blobs: nothing,
    temporary: nothing,
  })
})

test('what is used between the look and the deletion stays', async () => {
  await using home = await openHome()
  const { memo, clock } = home
  for (const key of ['used', 'left']) await memo.keep({ key, stage: 'speak', input: key }, key)
  clock.advance(49 * HOUR)
  const plan = await planPurge(48 * HOUR, home, never)
  expect(plan.goes.answers.count).toBe(2)
  await memo.recall('used')
  expect((await plan.apply()).answers.count).toBe(1)
  expect(await memo.questions(['used', 'left'])).toMatchObject([{ key: 'used' }])
})
