import { expect, test } from 'vitest'
import { collectWords } from '../../src/providers/pocketsphinx-words.ts'

function collect(output: string, seconds = 9) {
  const words = collectWords(seconds)
  const heard = output
    .trim()
    .split('\n')
    .map((line) => words.take(line.trim()))
  const found = words.finish()
  return { ...found, texts: found.words.map(({ text }) => text), heard }
}

const TWO_UTTERANCES = `
  and i said i'm going
  <s> 0.000 0.100 0.999400
  and(2) 0.110 0.300 0.900000
  <sil> 0.310 0.400 0.900000
  i 0.410 0.450 0.900000
  said 0.460 0.700 1.000300
  [SPEECH] 0.710 0.750 0.500000
  i'm(2) 0.760 0.900 0.900000
  ++BREATH++ 0.910 0.950 0.900000
  going 0.960 1.300 0.800000
  </s> 1.310 1.400 1.000000
  it's true
  <s> 2.000 2.100 0.999400
  it's 2.110 2.300 0.900000
  true 2.310 2.800 0.900000
  </s> 2.810 2.900 1.000000`

test('words as they are written, fillers and variant marks gone, a full stop where an utterance ends', () => {
  expect(collect(TWO_UTTERANCES).texts).toEqual(['And', 'I', 'said', "I'm", 'going.', "It's", 'true.'])
})

test('times and confidences are kept, the latter at most 1, and the last words marked', () => {
  const { words } = collect(TWO_UTTERANCES)
  expect(words[2]).toEqual({ text: 'said', start: 0.46, end: 0.7, confidence: 1, speaker: 0 })
  expect(words.filter(({ last }) => last).map(({ text }) => text)).toEqual(['going.', 'true.'])
})

test('it says how far it has listened, fillers included', () => {
  expect(collect(TWO_UTTERANCES).heard.slice(-3)).toEqual([2.3, 2.8, 2.9])
})

test('an utterance whose clock begins before the last one ended is put after it', () => {
  const { words } = collect(`
    good morning
    good 1.000 1.300 0.9
    morning 1.310 2.000 0.9
    thank you
    thank 1.900 1.950 0.9
    you 1.960 2.200 0.9`)
  expect(words.map(({ start, end }) => [start, end])).toEqual([
    [1, 1.3],
    [1.31, 2],
    [2, 2],
    [2, 2.2],
  ])
})

test.each([
  ['what it was hardly sure of', 'loved 0.0 0.5 0.001\nit 0.51 0.9 0.07'],
  ['a hesitation', 'ah 0.06 0.85 0.949'],
  ['lone small words', 'of 0.0 0.3 0.9\nthe(2) 0.31 0.5 0.9'],
  ['words too long for their letters', 'are 0.0 1.2 0.99\nto 1.3 2.2 0.99\nthe 2.3 3.4 0.99'],
  ['a whistle', "i'm 0.2 0.8 0.27\nwas 1.34 4.25 0.76"],
  ['an utterance without words', '<sil> 0.0 0.5 1.0'],
])('drops %s', (_, output) => {
  expect(collect(`text\n${output}`).texts).toEqual([])
})

test.each([
  ['a drawn-out no', 'no 1.68 2.55 0.784', ['No.']],
  ['speech in loud noise', "i'd 0.1 0.3 0.2\nlove 0.31 0.6 0.2\nthat 0.61 0.9 0.19", ["I'd", 'love', 'that.']],
  ['small words among others', 'of 0.1 0.2 0.9\ncourse 0.21 0.6 0.9', ['Of', 'course.']],
])('keeps %s', (_, output, texts) => {
  expect(collect(`text\n${output}`).texts).toEqual(texts)
})

test('one or two words in all of a long recording are noise, in a short one they are an answer', () => {
  const output = 'text\nthank 0.1 0.4 0.9\nyou 0.41 0.8 0.9'
  expect(collect(output, 9.9).texts).toEqual(['Thank', 'you.'])
  expect(collect(output, 10).texts).toEqual([])
})

test('where something was dropped is told, for it may have been said', () => {
  const { unsure } = collect(`
    loved it
    loved 0.1 0.5 0.001
    it 0.51 1.9 0.07
    yes
    yes 3.0 3.4 0.9
    <sil> 4.0 4.2 0.9`)
  expect(unsure).toEqual([{ start: 0.1, end: 1.9 }])
})

test('no output, no words', () => {
  expect(collectWords(5).finish()).toEqual({ words: [], unsure: [] })
})
