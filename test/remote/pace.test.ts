import { expect, test } from 'vitest'
import { paceMeter } from '../../src/remote/pace.ts'
import { settableClock } from '../rig/settable-clock.ts'

test('speed is taken over the last seconds; what was there before was not sent fast', () => {
  const clock = settableClock()
  const pace = paceMeter(10_000, clock)
  expect(pace(5000)).toEqual({ bytes: 5000, total: 10_000, speed: undefined, left: undefined })
  clock.advance(1000)
  expect(pace(6000)).toMatchObject({ speed: 1000, left: 4 })
  clock.advance(20_000)
  expect(pace(6000).speed).toBeUndefined()
  clock.advance(1000)
  expect(pace(6100)).toMatchObject({ speed: 100, left: 39 })
})
