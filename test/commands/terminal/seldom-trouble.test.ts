import { expect, test } from 'vitest'
import { seldomTrouble } from '../../../commands/terminal/seldom-trouble.ts'
import { settableClock } from '../../rig/settable-clock.ts'

test('the same trouble is told once in half a minute, then with how often it came', () => {
  const clock = settableClock()
  const lines: unknown[] = []
  const log = seldomTrouble((line) => lines.push(line), clock.now)
  const away = { event: 'trouble', message: 'The database cannot be reached.' }
  const other = { event: 'trouble', message: 'The disk is full.' }
  for (let second = 0; second < 35; second += 1) {
    log(away)
    clock.advance(1000)
  }
  log(other)
  expect(lines).toEqual([away, { ...away, times: 30 }, other])
  clock.advance(30_000)
  log({ event: 'task-ended', job: 'job_1' })
  expect(lines.slice(3)).toEqual([
    { ...away, times: 4 },
    { event: 'task-ended', job: 'job_1' },
  ])
  log(away)
  log({ event: 'task-ended', job: 'job_2' })
  expect(lines.slice(5)).toEqual([away, { event: 'task-ended', job: 'job_2' }])
})
