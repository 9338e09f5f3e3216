import { expect, test } from 'vitest'
import { holdAlone } from '../../../src/remote/session/hold-alone.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { settableClock } from '../../rig/settable-clock.ts'

test('one holds, the next waits for it', async () => {
  await using home = await temporaryFolder()
  const clock = settableClock()
  const order: string[] = []
  const first = await holdAlone(home.at('data', 'lock'), clock)
  const second = holdAlone(home.at('data', 'lock'), clock).then(async (held) => {
    order.push('second')
    await held[Symbol.asyncDispose]()
  })
  order.push('first')
  await first[Symbol.asyncDispose]()
  await second
  expect(order).toEqual(['first', 'second'])
})

test('who waits for too long is told', async () => {
  await using home = await temporaryFolder()
  const clock = settableClock()
  await using _ = await holdAlone(home.at('lock'), clock)
  const passing = {
    now: () => {
      clock.advance(30_000)
      return clock.now()
    },
  }
  await expect(holdAlone(home.at('lock'), passing)).rejects.toMatchObject({ code: 'config', retryable: true })
})
