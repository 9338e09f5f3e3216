import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/json.ts'
import type { Memo } from '../../src/ports/stores.ts'
import type { SettableClock } from '../rig/settable-clock.ts'

export type MemoHarness = AsyncDisposable & { readonly memo: Memo; readonly clock: SettableClock }

const blob = (letter: string) => ({ digest: letter.repeat(64), type: 'audio/wav', size: 3 })
const ask = (key: string, input: Json = { text: key }) => ({ key, stage: 'speak', input })

/** What every memo promises. */
export function memoContract(name: string, open: () => Promise<MemoHarness>): void {
  describe(`memo: ${name}`, () => {
    remembers(open)
    forgets(open)
    tellsQuestions(open)
  })
}

function remembers(open: () => Promise<MemoHarness>): void {
  test('knows nothing of a key that nobody answered', async () => {
    await using harness = await open()
    expect(await harness.memo.recall('k')).toBeUndefined()
  })

  test('the first answer stands, and whoever comes later is told so', async () => {
    await using harness = await open()
    expect(await harness.memo.keep(ask('k'), { seconds: 1 })).toEqual({ seconds: 1 })
    expect(await harness.memo.keep(ask('k'), { seconds: 2 })).toEqual({ seconds: 1 })
    expect(await harness.memo.recall('k')).toEqual({ seconds: 1 })
  })

  test.each([[null], [false], [0], [''], [[]], [{}], ['“¿Qué?” 日本語 \u0000\n'], [{ a: [1, { b: null }] }]])(
    'gives %j back as it was',
    async (answer: Json) => {
      await using harness = await open()
      expect(await harness.memo.keep(ask('k'), answer)).toEqual(answer)
      expect(await harness.memo.recall('k')).toEqual(answer)
    },
  )
}

function forgets(open: () => Promise<MemoHarness>): void {
  test('forgets one answer, and then takes a new one', async () => {
    await using harness = await open()
    await harness.memo.keep(ask('k'), 1)
    await harness.memo.keep(ask('other'), 1)
    await harness.memo.forget('k')
    await harness.memo.forget('unknown')
    expect(await harness.memo.recall('k')).toBeUndefined()
    expect(await harness.memo.recall('other')).toBe(1)
    expect(await harness.memo.keep(ask('k'), 2)).toBe(2)
  })

  test('forgets every answer that names a blob, at any depth, and no other', async () => {
    await using harness = await open()
    await harness.memo.keep(ask('one'), { audio: blob('a'), seconds: 1 })
    await harness.memo.keep(ask('two'), { deep: [{ full: blob('a'), voice: blob('b') }] })
    await harness.memo.keep(ask('three'), { audio: blob('b') })
    await harness.memo.keep(ask('four', { asksAbout: blob('a') }), 'no blob')
    await harness.memo.forgetNaming(blob('a').digest)
    const left = await Promise.all(['one', 'two', 'three', 'four'].map((key) => harness.memo.recall(key)))
    expect(left).toEqual([undefined, undefined, { audio: blob('b') }, 'no blob'])
  })

  test('an answer that was dropped for an earlier one names nothing', async () => {
    await using harness = await open()
    await harness.memo.keep(ask('k'), { audio: blob('a') })
    await harness.memo.keep(ask('k'), { audio: blob('b') })
    await harness.memo.forgetNaming(blob('b').digest)
    expect(await harness.memo.recall('k')).toEqual({ audio: blob('a') })
  })
}

function tellsQuestions(open: () => Promise<MemoHarness>): void {
  test('tells the questions of keys in the order asked, unknown ones left out', async () => {
    await using harness = await open()
    const at = harness.clock.now()
    await harness.memo.keep(ask('one'), 1)
    harness.clock.advance(5)
    await harness.memo.keep(ask('two'), 2)
    expect(await harness.memo.questions(['two', 'unknown', 'one'])).toEqual([
      { ...ask('two'), at: at + 5 },
      { ...ask('one'), at },
    ])
  })

  test('tells a stage’s earlier questions, newest first, so many and no more', async () => {
    await using harness = await open()
    for (const key of ['one', 'two', 'three', 'four']) {
      await harness.memo.keep(ask(key), key)
      harness.clock.advance(1)
    }
    await harness.memo.keep({ key: 'else', stage: 'translate', input: 1 }, 1)
    const [four] = await harness.memo.questions(['four'])
    const keysBefore = async (limit: number) => {
      return (await harness.memo.earlier('speak', four!.at, limit)).map(({ key }) => key)
    }
    expect(await keysBefore(10)).toEqual(['three', 'two', 'one'])
    expect(await keysBefore(2)).toEqual(['three', 'two'])
  })
}
