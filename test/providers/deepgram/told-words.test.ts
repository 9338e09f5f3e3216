import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTranscription, type ToldWord } from '../../../src/providers/deepgram/told-words.ts'
import { wordsOf } from '../../../src/providers/deepgram/words.ts'

const told = (word: string, start: number, end: number, more: Partial<ToldWord> = {}): ToldWord => ({
  word,
  start,
  end,
  confidence: 0.9,
  ...more,
})
const words = (...utterances: ToldWord[][]) => wordsOf({ utterances, duration: 100 })
const spans = (...utterances: ToldWord[][]) =>
  words(...utterances).map(({ text, start, end }) => [text, start, end] as const)

test('takes words as they are written, with their speaker, and marks the end of an utterance', () => {
  const first = [told('hi', 1, 1.4, { punctuated_word: 'Hi,', speaker: 1 }), told('you', 1.5, 2, { speaker: 1 })]
  expect(words(first, [told('yes', 3, 3.5)])).toEqual([
    { text: 'Hi,', start: 1, end: 1.4, confidence: 0.9, speaker: 1 },
    { text: 'you', start: 1.5, end: 2, confidence: 0.9, speaker: 1, last: true },
    { text: 'yes', start: 3, end: 3.5, confidence: 0.9, speaker: 0, last: true },
  ])
})

test('puts words in order, and utterances', () => {
  const later = [told('d', 6, 7), told('c', 5, 6)]
  expect(spans(later, [told('b', 2, 3), told('a', 1, 2)]).map(([text]) => text)).toEqual(['a', 'b', 'c', 'd'])
})

test('ends a word where the next begins, and gives one without a length some', () => {
  expect(spans([told('a', 1, 2.5), told('b', 2, 2), told('c', 2, 3)])).toEqual([
    ['a', 1, 2],
    ['b', 2, 2.02],
    ['c', 2.02, 3],
  ])
})

test('keeps an utterance whole where somebody else speaks at the same time', () => {
  const [long, inside] = [[told('a', 1, 2), told('b', 4, 5)], [told('x', 2.5, 3)]]
  expect(spans(long, inside).map(([text]) => text)).toEqual(['a', 'b', 'x'])
})

test('parts what has a space inside, and leaves out what is empty', () => {
  expect(spans([told('five', 1, 3, { punctuated_word: '555 1234' }), told(' ', 4, 5)])).toEqual([
    ['555', 1, 2],
    ['1234', 2, 3],
  ])
  expect(words([told('five', 1, 3, { punctuated_word: '555 1234' })]).map(({ last }) => last)).toEqual([
    undefined,
    true,
  ])
})

test('whatever is told: in order, apart, within the recording, sure between 0 and 1', () => {
  const time = fc.double({ min: -1, max: 120, noNaN: true })
  const word = fc.record({
    word: fc.string(),
    start: time,
    end: time,
    confidence: fc.double({ min: -1, max: 2, noNaN: true }),
    speaker: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(fc.array(word)), (utterances) => {
      let before = 0
      const heard = words(...utterances)
      for (const { text, start, end, confidence } of heard) {
        expect(text).toMatch(/^\S+$/)
        expect(start).toBeGreaterThanOrEqual(before)
        expect(end).toBeGreaterThanOrEqual(start)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        before = end
      }
      expect(before).toBeLessThanOrEqual(100)
      if (heard.length > 0) expect(heard.at(-1)?.last).toBe(true)
    }),
  )
})

const answer = (results: unknown) => ({ metadata: { duration: 9 }, results })

test('reads words of utterances, or of the channel where there are none', () => {
  const word = told('hola', 1, 2)
  const channels = [{ detected_language: 'es', alternatives: [{ transcript: 'hola', words: [word] }] }]
  expect(readTranscription(answer({ channels, utterances: [{ words: [word], id: 'x' }] }))).toEqual({
    utterances: [[word]],
    language: 'es',
    duration: 9,
  })
  expect(readTranscription(answer({ channels }))).toMatchObject({ utterances: [[word]] })
  expect(readTranscription(answer({ channels: [{ alternatives: [] }], utterances: [] }))).toMatchObject({
    utterances: [[]],
    language: undefined,
  })
})

test.each([
  undefined,
  '',
  {},
  { ok: false, error: { reason: 'non-json', rawBody: '<html>' } },
  answer({ channels: [] }),
  answer({ channels: [{ alternatives: [{ words: 'none' }] }] }),
  answer({ channels: [{ alternatives: [{ words: [{ word: 'a', start: '1', end: 2, confidence: 1 }] }] }] }),
])('finds no transcription in %j', (body) => {
  expect(readTranscription(body)).toBeUndefined()
})
