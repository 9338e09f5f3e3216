import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { type LongLine, shortenQuestion } from '../../src/pipeline/script/shorten-question.ts'
import { fakeProviders } from '../rig/fake-providers.ts'
import { dubRequest } from '../rig/requests.ts'

const TERMS: readonly Term[] = ['bee', 'hive'].map((term) => {
  return { term, translations: { es: `${term}-es`, fr: `${term}-fr` }, said: { es: 'x' }, note: null }
})

/** What is asked about some of twenty lines, where a translator sees two around them. */
function asked(indices: readonly number[], shortenVariant?: string) {
  const providers = fakeProviders({ language: 'en', words: [] })
  providers.traits.batch = { lines: 4, around: 2 }
  providers.traits.shortenVariant = shortenVariant
  providers.does.shorten = () => Promise.reject(new RangeError('nobody is asked'))
  const lines = Array.from({ length: 20 }, (_, index) => {
    const text = index === 9 ? 'the bee' : `line ${index + 1}`
    return { id: index + 1, start: index, end: index + 1, speaker: index % 2, text }
  })
  const long: LongLine[] = indices.map((index) => {
    return { index, wording: `wording ${index + 1}`, seconds: 2, wanted: 1.5, characters: 8 }
  })
  const request = dubRequest({ glossary: TERMS, register: 'formal', context: 'bees' })
  return long.map((line) =>
    shortenQuestion(line, { language: 'es', transcript: { language: 'en', lines }, request }, { providers }),
  )
}

describe('lines that are too long', () => {
  test('are asked about one by one, so that none depends on the others', () => {
    expect(asked([1, 2, 9]).map(({ lines }) => lines.map(({ id }) => id))).toEqual([[2], [3], [10]])
    expect(asked([2, 3, 12])).toEqual([2, 3, 12].flatMap((index) => asked([index])))
    expect(asked([])).toEqual([])
  })

  test('are another question where the translator asks in other words, whatever it translates with', () => {
    expect(asked([3], 'a1')[0]).toEqual({ ...asked([3])[0], shortenVariant: 'a1' })
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
})
