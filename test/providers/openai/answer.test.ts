import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../src/providers/openai/answer.ts'

const GOOD = {
  lines: [
    { id: 1, text: 'uno' },
    { id: 2, text: 'dos' },
  ],
}
const asRead = [
  [1, ['uno']],
  [2, ['dos']],
]
const read = (content: string) => [...readAnswer(content)]

describe('an answer is understood', () => {
  const json = JSON.stringify(GOOD)
  test.for([
    ['as it should be', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['with talk around it', `Here you are:\n${json}\nAnything else?`],
    ['after thoughts, which may hold JSON too', `<think>{"lines":[{"id":9,"text":"x"}]}</think>\n${json}`],
    ['without the outer object', JSON.stringify(GOOD.lines)],
    ['with ids as text', json.replace(/"id":(\d)/g, '"id":"$1"')],
    [
      'with more than asked for',
      JSON.stringify({ note: 'x', lines: GOOD.lines.map((each) => ({ ...each, from: 'x' })) }),
    ],
  ] as const)('%s', ([, content]) => {
    expect(read(content)).toEqual(asRead)
  })
})

test('lines come as one line each, without control characters', () => {
  expect(read('{"lines":[{"id":1,"text":" a\\n b\\u0000c  d\\u001b "}]}')).toEqual([[1, ['a b c d']]])
})

test('all texts of an id are told', () => {
  expect(read('{"lines":[{"id":1,"text":"a"},{"id":1,"text":"b"}]}')).toEqual([[1, ['a', 'b']]])
})

test('what is no line is passed over', () => {
  const lines = [
    { id: 1 },
    { id: null, text: 'x' },
    { id: 'one', text: 'x' },
    { id: 2, text: null },
    7,
    { id: 3, text: 'ok' },
  ]
  expect(read(JSON.stringify({ lines }))).toEqual([[3, ['ok']]])
})

test('nothing is read from what is no answer, and nothing breaks', () => {
  expect(read('{"translations":[{"id":1,"value":"x"}]}')).toEqual([])
  expect(read('{"lines":[{"id":1,"text":"cut')).toEqual([])
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
      expect(read(content)).toBeInstanceOf(Array)
    }),
  )
})

test('whatever texts are, they come through', () => {
  const text = fc.stringMatching(/^\S(.*\S)?$/).map((each) => each.replace(/[\s\p{Cc}]+/gu, ' ').trim())
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const lines = texts.map((each, index) => ({ id: index + 1, text: each }))
      expect(read(`Sure:\n\`\`\`\n${JSON.stringify({ lines })}\n\`\`\``)).toEqual(
        lines.map((each) => [each.id, [each.text]]),
      )
    }),
  )
})
