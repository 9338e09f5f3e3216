import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adaptiveLimit, type Ending } from '../../../src/providers/calls/adaptive-limit.ts'
import { held, settled } from '../../rig/held.ts'
import { settableClock } from '../../rig/settable-clock.ts'

const never = new AbortController().signal

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

function line(documented: number) {
  const clock = settableClock()
  const pauses = held<number, void>()
  const limit = adaptiveLimit(documented, {
    clock,
    pause: (ms, signal) => Promise.race([pauses.ask(ms), aborted(signal)]),
  })
  const inside: { readonly name: number; readonly leave: (ending: Ending, hold?: number) => void }[] = []
  const arrived: number[] = []
  let names = 0
  return {
    ...limit,
    clock,
    pauses,
    inside,
    /** The names of all that were let in, in order. */
    arrived,
    come: async (count: number, signal = never) => {
      const coming = Array.from({ length: count }, () => names++)
      const entered = coming.map(async (name) => {
        const leave = await limit.enter(limit.place(), signal)
        arrived.push(name)
        inside.push({ name, leave })
      })
      await settled()
      return { entered }
    },
    go: async (ending: Ending, count = 1, hold = 0) => {
      for (const { leave } of inside.splice(0, count)) leave(ending, hold)
      await settled()
    },
  }
}

test('lets in as many as the vendor documents, first come first served', async () => {
  const { come, go, arrived } = line(3)
  await come(5)
  expect(arrived).toEqual([0, 1, 2])
  await go('answered')
  expect(arrived).toEqual([0, 1, 2, 3])
  await go('failed', 3)
  expect(arrived).toEqual([0, 1, 2, 3, 4])
})

test('halves what was under way after a refusal, once for a burst', async () => {
  const { come, go, inside } = line(8)
  await come(30)
  await go('busy', 8) // All of them began before the first was refused.
  expect(inside).toHaveLength(4)
  await go('busy', 4)
  expect(inside).toHaveLength(2)
  await go('busy')
  await go('busy')
  await go('busy')
  await go('busy')
  expect(inside).toHaveLength(1)
})

test('takes the half of what was under way, where that was less than the limit', async () => {
  const { come, go, inside } = line(Number.POSITIVE_INFINITY)
  await come(10)
  await go('busy', 10)
  await come(20)
  expect(inside).toHaveLength(5)
})

test('grows back fast to just below what was refused, from there slowly, and not beyond what is documented', async () => {
  const { come, go, inside } = line(8)
  await come(400)
  await go('busy')
  await go('answered', 7) // They began before.
  expect(inside).toHaveLength(4)
  const growth = async (most: number) => {
    const [before, seen] = [inside.length, { answers: 0 }]
    while (inside.length === before && seen.answers < most) {
      await go('answered')
      seen.answers++
    }
    return seen.answers
  }
  expect([await growth(100), await growth(100), await growth(100)]).toEqual([1, 1, 1])
  expect(inside).toHaveLength(7)
  expect(await growth(100)).toBe(28)
  expect(inside).toHaveLength(8)
  expect(await growth(100)).toBe(100)
})

test('an account that takes less than is documented refuses few', async () => {
  const { come, go, inside } = line(15)
  await come(1000)
  let refused = 0
  for (let calls = 0; calls < 900; calls++) {
    const isTooMany = inside.length > 4
    if (isTooMany) refused++
    await go(isTooMany ? 'busy' : 'answered')
  }
  expect(refused / 900).toBeLessThan(0.08)
})

test('a failure that says nothing of the number of calls changes nothing', async () => {
  const { come, go, inside } = line(4)
  await come(40)
  await go('failed', 4)
  await go('failed', 4)
  expect(inside).toHaveLength(4)
})

test('a call that is tried again is not overtaken by those that came after it', async () => {
  const { place, enter } = line(1)
  const [early, late] = [place(), place()]
  const order: string[] = []
  const leave = await enter(place(), never)
  const come = async (name: string, at: number) => {
    const go = await enter(at, never)
    order.push(name)
    go('answered')
  }
  const waits = [come('late', late), come('early', early)]
  leave('answered')
  await Promise.all(waits)
  expect(order).toEqual(['early', 'late'])
})

test('whoever is called off leaves the line at once, and takes no seat', async () => {
  const { come, go, arrived, enter, place } = line(1)
  await come(1)
  const cut = new AbortController()
  const { entered } = await come(1, cut.signal)
  await come(1)
  const why = expect(entered[0]).rejects.toMatchObject({ code: 'interrupted' })
  cut.abort()
  await why
  await go('answered')
  expect(arrived).toEqual([0, 2])
  await expect(enter(place(), AbortSignal.abort())).rejects.toMatchObject({ code: 'interrupted' })
})

test('lets nobody go on while the vendor wants to be left alone, however often it says so', async () => {
  const { come, go, arrived, clock, pauses } = line(2)
  await come(2)
  await go('busy', 1, 5000)
  await go('busy', 1)
  await come(2)
  expect(arrived).toEqual([0, 1])
  const first = await pauses.next()
  expect(first.question).toBe(5000)
  clock.advance(5000)
  first.answer()
  await settled()
  expect(arrived).toEqual([0, 1, 2])
  await go('busy', 1, 3000)
  const second = await pauses.next()
  expect(second.question).toBe(3000)
  clock.advance(3000)
  second.answer()
  await settled()
  expect(arrived).toEqual([0, 1, 2, 3])
})

test('goes on at once when a call that was let in after the refused one is answered: the account is not the matter', async () => {
  const { come, go, arrived, inside, pauses } = line(8)
  await come(9)
  const last = inside.pop()
  await go('busy', 1, 60_000)
  await go('failed', 4)
  await pauses.next() // The ninth is inside, and waits.
  expect(arrived).toHaveLength(8)
  last?.leave('answered')
  await settled()
  expect(arrived).toHaveLength(9)
})

test('an answer to a call from before the refusal does not end the wait', async () => {
  const { come, go, arrived, inside, pauses } = line(8)
  await come(9)
  const first = inside.shift()
  const last = inside.pop()
  last?.leave('busy', 60_000)
  await go('failed', 4)
  await pauses.next()
  first?.leave('answered')
  await settled()
  expect(arrived).toHaveLength(8)
})

test('whoever is called off while the vendor is left alone gives the seat back', async () => {
  const clock = settableClock()
  const limit = adaptiveLimit(1, {
    clock,
    pause: (_ms, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
  })
  const leave = await limit.enter(limit.place(), never)
  leave('busy', 1000)
  const cut = new AbortController()
  const waiting = limit.enter(limit.place(), cut.signal)
  await settled()
  cut.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
  clock.advance(1000)
  await expect(limit.enter(limit.place(), never)).resolves.toBeTypeOf('function')
})

test('never more than documented, never stuck, and everyone in turn, whatever happens', async () => {
  const endings = fc.array(fc.constantFrom<Ending>('answered', 'busy', 'failed'), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(endings, fc.integer({ min: 1, max: 9 }), async (all, documented) => {
      const { come, go, inside, arrived } = line(documented)
      await come(all.length)
      for (const ending of all) {
        expect(inside.length).toBeGreaterThan(0)
        expect(inside.length).toBeLessThanOrEqual(documented)
        await go(ending)
      }
      expect(arrived).toEqual(all.map((_, index) => index))
    }),
    { numRuns: 30 },
  )
})
