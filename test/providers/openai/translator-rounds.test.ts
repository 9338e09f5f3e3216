import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OpenAIEmulator, startOpenAI } from '../../rig/emulators/openai.ts'
import { asked, cloud, documents, options, sent, TEN, text } from './translating.ts'

let openai: OpenAIEmulator
beforeEach(async () => {
  openai = await startOpenAI()
})
afterEach(() => openai[Symbol.asyncDispose]())

describe('lines that fail the check', () => {
  test.for([
    ['missing-id', [6]],
    ['empty-text', [6]],
    ['wrong-script', [6]],
    ['untranslated', [6]],
    ['merged', [7]],
    ['swapped', [6, 7]],
    ['lost-number', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['lost-placeholder', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ] as const)('are asked for again, alone: %s', async ([how, again]) => {
    openai.misbehave({ kind: 'wrong-schema', how })
    const { texts, doubts } = await cloud(openai).translate(text(TEN), options())
    expect(asked(openai)[1]).toEqual(again)
    expect(doubts).toBeUndefined()
    expect(texts.every((each, index) => each.includes(String(index + 11)) && each.includes('{count}'))).toBe(true)
  })

  test.for(['extra-id', 'doubled-id', 'fenced', 'chatty'] as const)('are none with %s', async (how) => {
    openai.misbehave({ kind: 'wrong-schema', how })
    const { texts } = await cloud(openai).translate(text(TEN), options())
    expect(texts).toHaveLength(10)
    expect(openai.calls).toHaveLength(1)
  })

  test('come with the reason, with what is said around them, and are thought about', async () => {
    openai.misbehave({ kind: 'wrong-schema', how: 'untranslated' })
    const { units } = await cloud(openai).translate(text(TEN), options())
    expect(sent(openai)[1]).toMatchObject({ reasoning_effort: 'low' })
    expect(documents(openai)[1]).toMatchObject({
      before: TEN.slice(2, 5),
      after: TEN.slice(6, 9),
      lines: [{ id: 6 }],
      mend: [{ id: 6, text: TEN[5], wrong: expect.stringContaining('original') }],
    })
    expect(units.llm_input_tokens).toBeGreaterThan(2000)
  })

  test('are doubted after the last round, where they can be used', async () => {
    openai.misbehave({ kind: 'wrong-schema', how: 'lost-number' }, { times: 3 })
    const { texts, doubts } = await cloud(openai).translate(text(TEN.slice(0, 2)), options())
    expect(texts).toHaveLength(2)
    expect(doubts).toEqual([
      { id: 1, what: 'a number is missing' },
      { id: 2, what: 'a number is missing' },
    ])
    expect(openai.calls).toHaveLength(3)
  })

  test('are left, where they cannot, and the others are kept', async () => {
    openai.misbehave({ kind: 'wrong-schema', how: 'empty-text' }, { times: 3 })
    const { texts, left, doubts } = await cloud(openai).translate(text(TEN), options())
    expect(left).toEqual([{ id: 6, what: 'an empty translation' }])
    expect(doubts).toBeUndefined()
    expect(texts.flatMap((each, index) => (each === '' ? [index + 1] : []))).toEqual([6])
  })

  test('are a failure that names them and says what it cost, where there is no other', async () => {
    openai.misbehave({ kind: 'wrong-schema', how: 'empty-text' }, { times: 3 })
    await expect(cloud(openai).translate(text(TEN.slice(0, 1)), options())).rejects.toMatchObject({
      code: 'vendor',
      retryable: false,
      message: expect.stringMatching(
        /^OpenAI gives no usable translation of line 1 \(an empty translation\) \(request req_\w+\)\.$/,
      ),
      hint: expect.stringContaining('What is done is kept'),
      spent: { llm_input_tokens: expect.toSatisfy((tokens: number) => tokens > 2000) },
    })
  })

  test('are a failure, where most stay in the original', async () => {
    await using parrot = await startOpenAI({ translate: (lines) => lines })
    const sentences = TEN.map((each) => `${each} We say so again.`)
    await expect(cloud(parrot).translate(text(sentences), options())).rejects.toThrow(
      /line 4 \(not translated\), line 5 \(not translated\) and 5 more \(request req_\w+\)\.$/,
    )
    const { doubts } = await cloud(parrot).translate(text(sentences.slice(0, 1)), options())
    expect(doubts).toEqual([{ id: 1, what: 'not translated' }])
  })

  test('are all of them, where the answer is in another shape', async () => {
    openai.misbehave({ kind: 'wrong-schema' })
    expect((await cloud(openai).translate(text(TEN), options())).texts).toHaveLength(10)
    expect(documents(openai)[1]?.mend).toBeUndefined()
  })
})

describe('an answer that the model does not finish', () => {
  test('is asked for in halves', async () => {
    openai.misbehave({ kind: 'length' })
    const { texts } = await cloud(openai).translate(text(TEN), options())
    expect(texts).toHaveLength(10)
    expect(asked(openai).slice(1)).toEqual([
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
    ])
    expect(documents(openai)[1]?.after).toEqual(TEN.slice(5, 8))
  })

  test.for([{ kind: 'refusal' }, { kind: 'refusal', how: 'content-filter' }] as const)(
    'or refuses, down to the line that it will not translate: %o',
    async (refusal) => {
      openai.misbehave(refusal, { body: /sentence 17/, times: 99 })
      const { texts, left } = await cloud(openai).translate(text(TEN), options())
      expect(left).toEqual([{ id: 7, what: 'refused' }])
      expect(texts.filter((each) => each !== '')).toHaveLength(9)
      await expect(cloud(openai).translate(text(TEN.slice(6, 7)), options())).rejects.toMatchObject({
        code: 'vendor',
        retryable: false,
        message: expect.stringMatching(
          /^OpenAI gives no usable translation of line 1 \(refused\) \(request req_\w+\)\.$/,
        ),
      })
    },
  )

  test('once refused and then not, is a translation', async () => {
    openai.misbehave({ kind: 'refusal' })
    expect((await cloud(openai).translate(text(TEN), options())).texts).toHaveLength(10)
    expect(openai.calls).toHaveLength(3)
  })

  test('is given up where everything is refused', async () => {
    openai.misbehave({ kind: 'refusal' }, { times: 99 })
    await expect(cloud(openai).translate(text(TEN), options())).rejects.toThrow(/line 1 .*line 2 .*line 3 /)
    expect(openai.calls.length).toBeLessThan(10)
  })
})
