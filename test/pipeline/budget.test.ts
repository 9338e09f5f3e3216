import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { budgetOf } from '../../src/pipeline/budget.ts'
import type { Spoken } from '../../src/ports/providers.ts'
import { tone } from '../rig/fake-providers.ts'
import { held, settled } from '../rig/held.ts'
import { openStudio, whole } from './studio.ts'

const over = expect.objectContaining({ code: 'budget', hint: expect.stringContaining('--max-cost') })

describe('a budget', () => {
  test('holds what is set aside and what was spent against its bound', () => {
    const budget = budgetOf(10)
    const [one, two] = [budget.reserve(4), budget.reserve(6)]
    expect(() => budget.reserve(0.01)).toThrow(over)
    one[Symbol.dispose]() // It failed, and cost nothing.
    const three = budget.reserve(4)
    two.spend(3)
    three.spend(4)
    for (const each of [two, three]) each[Symbol.dispose]()
    expect(() => budget.reserve(3.01)).toThrow(over)
    expect(() => budget.reserve(3)).not.toThrow()
  })

  test('counts a call once, from the moment that it is spent, before it is given back', () => {
    const budget = budgetOf(10)
    const one = budget.reserve(5)
    one.spend(5)
    expect(() => budget.reserve(5)).not.toThrow()
    one[Symbol.dispose]()
    expect(() => budget.reserve(0.01)).toThrow(over)
  })

  test('counts what was spent, not what was expected', () => {
    const budget = budgetOf(10)
    const one = budget.reserve(1)
    one.spend(9)
    one[Symbol.dispose]()
    expect(() => budget.reserve(2)).toThrow(over)
  })

  test('of nothing lets what is free through, also when it is overdrawn', () => {
    const budget = budgetOf(0)
    expect(() => budget.reserve(0)).not.toThrow()
    budget.reserve(0).spend(5)
    expect(() => budget.reserve(0)).not.toThrow()
    expect(() => budget.reserve(1e-9)).toThrow(over)
  })

  test('sets nothing aside for what nobody knows the price of, and says whether it has an end', () => {
    const budget = budgetOf(1)
    using _ = budget.reserve(undefined)
    expect(() => budget.reserve(1)).not.toThrow()
    expect([budget.bounded, budgetOf(0).bounded, budgetOf(Infinity).bounded]).toEqual([true, true, false])
  })

  test('keeps from what is optional what all else is expected to cost, until that is asked for', () => {
    const budget = budgetOf(10)
    budget.expect(8)
    expect(() => budget.reserve(3, { optional: true })).toThrow(/\$8\.0000 is kept/)
    budget.reserve(2, { optional: true }).spend(1)
    budget.reserve(5).spend(4)
    expect(() => budget.reserve(3, { optional: true })).toThrow(over)
    expect(() => budget.reserve(2, { optional: true })).not.toThrow()
    budget.reserve(3)
    expect(() => budget.reserve(1e-9, { optional: true })).toThrow(over)
  })

  test('shares of one are spent from together, and what one expects is kept from the optional calls of all until it is left', () => {
    const budget = budgetOf(10)
    const [one, other] = [budget.share(), budget.share()]
    one.expect(4)
    other.expect(3)
    one.expect(5) // It knows better now.
    expect(() => budget.share().reserve(2.5, { optional: true })).toThrow(/\$8\.0000 is kept/)
    one.reserve(2).spend(2)
    expect(() => other.reserve(2.5, { optional: true })).toThrow(/\$6\.0000 is kept/)
    one[Symbol.dispose]()
    other.reserve(2.5, { optional: true }).spend(2.5)
    expect(() => other.reserve(6)).toThrow(over)
    expect(() => budget.reserve(5.5)).not.toThrow()
  })

  test('says what is spent', () => {
    const budget = budgetOf(2)
    budget.reserve(1.5).spend(1.5)
    expect(() => budget.reserve(1)).toThrow(/--max-cost 2: \$1\.5000 is spent or under way/)
  })
})

/** Three cents for a thousand characters; the four lines have 11, 14, 12 and 15. */
const by = { id: 'deepgram', model: 'aura-2' }
const PAID = {
  transcriber: { id: 'pocketsphinx', model: 'm1' },
  translator: { id: 'apertium', model: 'm1' },
  synthesizers: { es: by, fr: by },
}
const characters = (count: number) => (count * 0.03) / 1000 + 1e-9

describe('a dub that may cost so much', () => {
  test('stops before the call that would go over; what is done is kept and costs nothing the next time', async () => {
    await using studio = await openStudio()
    const stopped = studio.start(PAID, { maxCost: characters(25) })
    await expect(stopped.dubbed).rejects.toMatchObject({ code: 'budget' })
    expect(studio.providers.calls.speak.map(({ text }) => text)).toEqual(['one two.-es', 'three four.-es'])
    studio.count()
    whole((await studio.start(PAID, { maxCost: characters(27) }).dubbed).dubs)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 2 })
    whole((await studio.start(PAID, { maxCost: 0 }).dubbed).dubs)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
  })

  test('calls under way are finished and kept, in every language', async () => {
    await using studio = await openStudio()
    const answers = held<string, Spoken>()
    studio.providers.does.speak = ({ text }) => answers.ask(text)
    const both = { ...PAID, languages: ['es', 'fr'] }
    const { dubbed } = studio.start(both, { maxCost: characters(40) })
    const outcome = expect(dubbed).rejects.toMatchObject({ code: 'budget' })
    while (answers.calls.length < 2) await settled()
    await settled()
    const made = answers.calls.length
    for (const { answer } of answers.calls) answer(tone(0.5))
    await outcome
    studio.providers.does.speak = async () => tone(0.5)
    studio.count()
    await studio.dub(both)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 8 - made })
  })

  test('goes through to the end where the bound is just what it costs', async () => {
    await using studio = await openStudio()
    whole((await studio.start(PAID, { maxCost: characters(52) }).dubbed).dubs)
    expect(studio.count().speak).toBe(4)
  })

  test('is not stopped by a call that failed: that one was not paid for', async () => {
    await using studio = await openStudio()
    const { speak } = studio.providers.does
    studio.providers.does.speak = () => Promise.reject(new Failure('vendor', 'The voice is hoarse.'))
    expect((await studio.start(PAID, { maxCost: characters(52) }).dubbed).dubs[0]).toMatchObject({ code: 'vendor' })
    studio.providers.does.speak = speak
    whole((await studio.start(PAID, { maxCost: characters(52) }).dubbed).dubs)
  })
})
