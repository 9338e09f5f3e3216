import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { holdAlone } from '../../src/remote/hold-alone.ts'
import { waitForOther } from '../../src/remote/session/wait-for-other.ts'
import { temporaryFolder } from '../rig/home.ts'
import { settableClock } from '../rig/settable-clock.ts'

test('one holds, the next waits for it', async () => {
  await using home = await temporaryFolder()
  const wait = waitForOther(settableClock())
  const order: string[] = []
  const first = await holdAlone(home.at('data', 'lock'), wait)
  const second = holdAlone(home.at('data', 'lock'), wait).then((held) => {
    order.push('second')
    held[Symbol.dispose]()
  })
  order.push('first')
  first[Symbol.dispose]()
  await second
  expect(order).toEqual(['first', 'second'])
})

test('who does not want to wait goes, and holds nothing', async () => {
  await using home = await temporaryFolder()
  const leave = () => Promise.reject(new Failure('interrupted', 'Stopped.'))
  const first = await holdAlone(home.at('lock'), leave)
  await expect(holdAlone(home.at('lock'), leave)).rejects.toMatchObject({ code: 'interrupted' })
  first[Symbol.dispose]()
  using _ = await holdAlone(home.at('lock'), leave)
})

test('who waits for the session for too long is told', async () => {
  await using home = await temporaryFolder()
  const clock = settableClock()
  using _ = await holdAlone(home.at('lock'), waitForOther(clock))
  const passing = {
    now: () => {
      clock.advance(60_000)
      return clock.now()
    },
  }
  await expect(holdAlone(home.at('lock'), waitForOther(passing))).rejects.toMatchObject({
    code: 'config',
    retryable: true,
  })
})
