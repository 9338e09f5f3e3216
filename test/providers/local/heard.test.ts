import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heardIn } from '../../../src/providers/local/heard.ts'

const texts = (answer: unknown) => heardIn(answer).words.map(({ text }) => text)

test('words under `word`, and under `text` as LocalAI has them', () => {
  const times = { start: 0, end: 1 }
  expect(texts({ words: [{ word: ' Hello', ...times }] })).toEqual(['Hello'])
  expect(texts({ words: [{ text: 'Hello', ...times }] })).toEqual(['Hello'])
})

test('words inside of segments', () => {
  const words = [{ word: 'Hello.', start: 0.5, end: 1, probability: 0.5 }]
  expect(heardIn({ segments: [{ text: 'Hello.', start: 0, end: 2, words }] }).words).toEqual([
    { text: 'Hello.', start: 0.5, end: 1, confidence: 0.5, speaker: 0, last: true },
  ])
})

test('where only segments have times, their words share them by length', () => {
  const { words } = heardIn({ text: 'ab abcd.', segments: [{ text: ' ab abcd.', start: 1, end: 8 }] })
  expect(words).toEqual([
    { text: 'ab', start: 1, end: 3, confidence: 1, speaker: 0 },
    { text: 'abcd.', start: 3, end: 8, confidence: 1, speaker: 0, last: true },
  ])
})

test('text without any times is refused; nothing at all is silence', () => {
  expect(() => heardIn({ text: 'Hello there.' })).toThrow(
    expect.objectContaining({ code: 'config', hint: expect.stringContaining('speaches') }),
  )
  expect(heardIn({ text: '' }).words).toEqual([])
  expect(heardIn({ text: '', segments: [], words: [], language: 'english', duration: 3 }).words).toEqual([])
})

test.each([{ result: [] }, '<html></html>', null, { words: [{ word: 'x' }] }])('%j is no transcript', (answer) => {
  expect(() => heardIn(answer)).toThrow(expect.objectContaining({ code: 'vendor', retryable: true }))
})

test("Whisper's bare words get the punctuation of its text back, and sentences end", () => {
  const bare = 'hello my friends how are you'.split(' ').map((word, at) => ({ word, start: at, end: at + 0.5 }))
  const segments = [
    { text: ' Hello, my friends.', start: 0, end: 3 },
    { text: ' “How are you?”', start: 3, end: 6 },
  ]
  const { words } = heardIn({ text: 'Hello, my friends. “How are you?”', words: bare, segments })
  expect(words.map(({ text }) => text)).toEqual(['Hello,', 'my', 'friends.', '“How', 'are', 'you?”'])
  expect(words.flatMap(({ last }, at) => (last ? [at] : []))).toEqual([2, 5])
})

test('a segment that breaks off within a sentence ends nothing', () => {
  const segments = [
    { text: 'one two', start: 0, end: 2 },
    { text: 'three.', start: 2, end: 3 },
  ]
  expect(heardIn({ segments }).words.map(({ last }) => last)).toEqual([undefined, undefined, true])
})

test('what Whisper makes up in silence is left out', () => {
  const silence = { text: 'Thanks for watching!', start: 5, end: 9, no_speech_prob: 0.9, avg_logprob: -1.4 }
  const words = [
    { word: 'Hello.', start: 0, end: 1 },
    { word: 'Thanks', start: 5, end: 6 },
  ]
  expect(texts({ text: 'Hello. Thanks', words, segments: [{ text: 'Hello.', start: 0, end: 1 }, silence] })).toEqual([
    'Hello.',
  ])
  expect(texts({ text: 'Thanks for watching!', segments: [silence] })).toEqual([])
})

test('speakers are counted as they come, from words or segments', () => {
  const words = [
    { word: 'a', start: 0, end: 1, speaker: 'B' },
    { word: 'b', start: 1, end: 2, speaker: 'A' },
    { word: 'c', start: 2, end: 3, speaker: 'B' },
  ]
  expect(heardIn({ words }).words.map(({ speaker }) => speaker)).toEqual([0, 1, 0])
  const segments = [
    { text: 'x', start: 0, end: 1, speaker: 'SPEAKER_01' },
    { text: 'y', start: 1, end: 2, speaker: 'SPEAKER_00' },
  ]
  expect(heardIn({ segments }).words.map(({ speaker }) => speaker)).toEqual([0, 1])
})

test('whatever the times, they never run back, and end with the recording', () => {
  const time = fc.double({ min: -1, max: 20, noNaN: true })
  const word = fc.record({ word: fc.stringMatching(/^[a-z ]{1,9}$/), start: time, end: time })
  fc.assert(
    fc.property(fc.array(word), (words) => {
      let before = 0
      for (const { start, end, text } of heardIn({ words, duration: 10 }).words) {
        expect(start).toBeGreaterThanOrEqual(before)
        expect(end).toBeGreaterThanOrEqual(start)
        expect(end).toBeLessThanOrEqual(10)
        expect(text).toMatch(/^\S+$/)
        before = end
      }
    }),
  )
})
