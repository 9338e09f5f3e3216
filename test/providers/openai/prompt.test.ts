import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextToTranslate } from '../../../src/ports/providers.ts'
import { documentFor, INSTRUCTIONS } from '../../../src/providers/openai/prompt.ts'

const text = (spoken: string): TextToTranslate => ({
  lines: [{ id: 7, text: spoken, speaker: 1, seconds: 2.3456, characters: 33.4 }],
  before: [spoken],
  after: [],
  from: 'en',
  to: 'pt-BR',
  glossary: [],
  register: null,
  context: spoken,
})

test('whatever is said stays in its place in the document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (spoken) => {
      const document: unknown = JSON.parse(documentFor(text(spoken), [{ id: 7, text: spoken, wrong: 'x' }]))
      expect(document).toEqual({
        from: 'en',
        to: 'pt-BR',
        register: null,
        context: spoken,
        glossary: [],
        before: [spoken],
        after: [],
        lines: [{ id: 7, speaker: 1, text: spoken, seconds: 2.3, characters: 33 }],
        mend: [{ id: 7, text: spoken, wrong: 'x' }],
      })
    }),
  )
})

test('a term is told with its translation for the language, or with its note alone', () => {
  const term = { term: 'server', said: {}, note: null }
  const glossary = [
    { ...term, translations: { pt: 'servidor', es: 'el servidor' } },
    { ...term, term: 'rack', translations: {}, note: 'furniture' },
    { ...term, term: 'elsewhere', translations: { '*': 'x' } },
  ]
  const document = JSON.parse(documentFor({ ...text('The server in the rack.'), glossary }, [])) as {
    glossary: unknown
  }
  expect(document.glossary).toEqual([
    { term: 'server', translation: 'servidor' },
    { term: 'rack', note: 'furniture' },
  ])
})

test('the examples of the instructions are what they ask for', () => {
  const documents = INSTRUCTIONS.split('\n').filter((line) => line.startsWith('{'))
  const examples = documents.map(
    (each) => JSON.parse(each) as { lines: { id: number; characters?: number; text: string }[] },
  )
  expect(examples).toHaveLength(4)
  for (const at of [0, 2]) {
    const [question, answer] = [examples[at]!, examples[at + 1]!]
    expect(answer.lines.map(({ id }) => id)).toEqual(question.lines.map(({ id }) => id))
    question.lines.forEach(({ characters = 0 }, index) => {
      expect(answer.lines[index]!.text.length).toBeLessThanOrEqual(characters * 1.1)
    })
  }
})
