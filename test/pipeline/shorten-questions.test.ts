import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { type LongLine, shortenQuestions } from '../../src/pipeline/script/shorten-questions.ts'
import { fakeProviders } from '../rig/fake-providers.ts'
import { dubRequest } from '../rig/requests.ts'

const TERMS: readonly Term[] = ['bee', 'hive'].map((term) => {
  return { term, translations: { es: `${term}-es`, fr: `${term}-fr` }, said: { es: 'x' }, note: null }
})

/** What is asked about some of twenty lines, where a batch takes four and sees two around them. */
function asked(indices: readonly number[], batch = { lines: 4, around: 2 }) {
  const providers = fakeProviders({ language: 'en', words: [] })
  providers.traits.batch = batch
  const lines = Array.from({ length: 20 }, (_, index) => {
    const text = index === 9 ? 'the bee' : `line ${index + 1}`
    return { id: index + 1, start: index, end: index + 1, speaker: index % 2, text }
  })
  const long: LongLine[] = indices.map((index) => {
    return { index, wording: `wording ${index + 1}`, seconds: 2, wanted: 1.5, characters: 8 }
  })
  const request = dubRequest({ glossary: TERMS, register: 'formal', context: 'bees' })
  return shortenQuestions(long, { language: 'es', transcript: { language: 'en', lines }, request }, { providers })
}

const idsIn = (questions: ReturnType<typeof asked>) => questions.map(({ lines }) => lines.map(({ id }) => id))

describe('lines that are too long', () => {
  test('are asked about together where they are near each other, few at a time', () => {
    expect(idsIn(asked([1, 2, 4, 9, 15, 16]))).toEqual([[2, 3, 5], [10], [16, 17]])
    expect(idsIn(asked([0, 1, 2, 3, 4, 5]))).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ])
    expect(asked([])).toEqual([])
  })

  test('come with what is said around them, the terms that occur, and all that the translator was told before', () => {
    expect(asked([9])).toEqual([
      {
        lines: [{ id: 10, text: 'the bee', speaker: 1, wording: 'wording 10', seconds: 2, wanted: 1.5, characters: 8 }],
        before: ['line 8', 'line 9'],
        after: ['line 11', 'line 12'],
        from: 'en',
        to: 'es',
        glossary: [{ term: 'bee', translations: { es: 'bee-es' }, said: {}, note: null }],
        register: 'formal',
        context: 'bees',
        by: { id: 'fake', model: 'm1' },
      },
    ])
  })

  test('elsewhere are no reason to ask another question', () => {
    expect(asked([3, 12])[0]).toEqual(asked([3])[0])
  })
})
