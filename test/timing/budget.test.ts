import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Line } from '../../src/dub/speech.ts'
import { budgets } from '../../src/timing/budget.ts'
import { EXACT, instances, RUNS } from './instances.ts'

const line = (start: number, end: number): Line => ({ id: 1, start, end, text: 'So.', speaker: 0 })

describe('budgets', () => {
  test('half of the pause behind a line is its own, the gap before the next one aside', () => {
    expect(budgets([line(0, 2), line(2.44, 4)], 4)).toEqual([expect.closeTo(2.2), expect.closeTo(1.56)])
  })

  test('of a long pause half a second, also of the one at the end', () => {
    expect(budgets([line(0, 2), line(10, 12)], 60)).toEqual([2.5, 2.5])
  })

  test('nothing where another one begins meanwhile, and never under 0.3 s', () => {
    expect(budgets([line(0, 4), line(2, 5), line(5, 5)], 5)).toEqual([4, 3, 0.3])
  })

  test('the last line may use half of what is left', () => {
    expect(budgets([line(0, 2)], 2.4)).toEqual([expect.closeTo(2.2)])
    expect(budgets([], 5)).toEqual([])
  })
})

test('any lines: a budget is the line’s own length, at most half a second more, and none of it beyond the next start', () => {
  fc.assert(
    fc.property(instances, ({ lines, duration }) => {
      const whole = lines.map((each, index) => ({ ...each, id: index + 1, text: '' }))
      for (const [index, budget] of budgets(whole, duration).entries()) {
        const { start, end } = whole[index]!
        expect(budget).toBeGreaterThanOrEqual(Math.max(0.3, end - start))
        expect(budget).toBeLessThanOrEqual(Math.max(0.3, end - start + 0.5))
        const next = whole[index + 1]?.start ?? duration
        if (budget > Math.max(0.3, end - start)) expect(start + budget).toBeLessThanOrEqual(next + EXACT)
      }
    }),
    RUNS,
  )
})
