import { expect, test } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import type { PlannedRequest, RequestWish } from '../../../src/jobs/plan-request.ts'
import { unservedFinder } from '../../../src/jobs/service/unserved.ts'
import { settableClock } from '../../rig/settable-clock.ts'

const wish = (part: Partial<RequestWish>) => ({ languages: ['es'], engine: 'auto', ...part }) as RequestWish

/** What is asked about the engine `cloud` is served, but for Korean; the offline engine serves Catalan alone. */
function openFinder() {
  const clock = settableClock()
  const asked: string[] = []
  const world = { isAway: false }
  const plan = async ({ engine, languages: [language = ''] }: RequestWish): Promise<PlannedRequest> => {
    asked.push(`${engine} ${language}`)
    if (world.isAway) throw new Failure('vendor', 'The server is away.')
    const served = engine === 'offline' ? language === 'ca' : engine !== 'local' && !['ko', 'ca'].includes(language)
    if (!served) throw new Failure('input', `${engine} has no voice for ${language}.`)
    return {} as PlannedRequest
  }
  return { find: unservedFinder({ plan, clock }), asked, clock, world }
}

test('names what is not served, and what is, by the engine that is wished', async () => {
  const { find } = openFinder()
  expect(await find(wish({ languages: ['es', 'fr'] }))).toBeUndefined()
  expect(await find(wish({ languages: [] }))).toBeUndefined()
  const refusal = await find(wish({ languages: ['es', 'ko', 'ca'] }))
  expect(refusal).toMatchObject({
    refused: 'validation',
    details: [
      { field: 'languages.1', message: 'auto has no voice for ko.' },
      { field: 'languages.2', message: 'auto has no voice for ca.' },
    ],
  })
  expect(refusal?.message).toMatch(
    /^The service cannot dub this into Korean \(ko\), Catalan \(ca\)\. It serves: ar, de, /,
  )
  expect(await find(wish({ languages: ['es'], engine: 'offline' }))).toMatchObject({
    message: expect.stringContaining('It serves: ca.'),
  })
  expect(await find(wish({ languages: ['es'], engine: 'local' }))).toMatchObject({
    message: expect.stringContaining('It serves no language that way.'),
  })
})

test('where the engine is not said, what one of them serves is served', async () => {
  const { find } = openFinder()
  expect(await find(wish({ languages: ['es', 'ca'] }), true)).toBeUndefined()
  expect(await find(wish({ languages: ['ko'] }), true)).toMatchObject({ details: [{ field: 'languages.0' }] })
})

test('remembers for a minute, and refuses nothing that is not known', async () => {
  const { find, asked, clock, world } = openFinder()
  for (let time = 0; time < 3; time++) await find(wish({ languages: ['es'] }))
  expect(asked).toEqual(['auto es'])
  await find(wish({ languages: ['es'], from: 'de' }))
  expect(asked).toHaveLength(2)
  clock.advance(60_001)
  world.isAway = true
  expect(await find(wish({ languages: ['es', 'ko'] }))).toBeUndefined()
  expect(asked.slice(2)).toEqual(['auto es', 'auto ko'])
})
