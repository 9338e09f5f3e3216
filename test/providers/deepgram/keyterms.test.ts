import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keytermsOf } from '../../../src/providers/deepgram/keyterms.ts'

test('takes each term once, without empty ones, in one line', () => {
  expect(keytermsOf(['Ada  Lovelace', ' ', 'ENIAC', 'Ada Lovelace', ''])).toEqual(['Ada Lovelace', 'ENIAC'])
})

test('keeps the first that fit', () => {
  const terms = Array.from({ length: 300 }, (_, index) => `Kubernetes ${index}`)
  const kept = keytermsOf(terms)
  expect(kept).toEqual(terms.slice(0, kept.length))
  expect(kept.length).toBeGreaterThan(50)
  expect(kept.length).toBeLessThan(100)
})

test('leaves one out that is too long, and takes those after it', () => {
  expect(keytermsOf(['x'.repeat(2000), 'short'])).toEqual(['short'])
  expect(keytermsOf(['one', 'x'.repeat(2000), 'two', 'x'.repeat(3000), 'three'])).toEqual(['one', 'two', 'three'])
})

test('never more than 500 tokens, at two bytes each', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (terms) => {
      expect(Buffer.byteLength(keytermsOf(terms).join(''))).toBeLessThanOrEqual(1000)
    }),
  )
})
