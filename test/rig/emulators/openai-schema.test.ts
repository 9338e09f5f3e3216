import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readLinesAsked } from './openai-document.ts'
import { fillSchema } from './openai-fill.ts'
import { whyNotStrict } from './openai-schema.ts'

const closed = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const text = { type: 'string' }

describe('strict schemas', () => {
  test('what zod makes is one', () => {
    const line = z.object({ id: z.int(), text: z.string(), note: z.string().nullable() })
    expect(whyNotStrict(z.toJSONSchema(z.object({ lines: z.array(line) })))).toBeUndefined()
  })

  test.each([
    ['a list at the top', { type: 'array', items: text }, 'schema must be a JSON Schema'],
    ['nothing at all', undefined, 'schema must be a JSON Schema'],
    ['an open object below', closed({ a: { type: 'object', properties: {}, required: [] } }), "('properties', 'a')"],
    ['an optional property', { ...closed({ a: text }), required: [] }, "Missing 'a'"],
    ['more required than there is', { ...closed({ a: text }), required: ['a', 'b'] }, "extra key 'b'"],
    ['a list of whatever', closed({ a: { type: 'array' } }), 'array schema missing items'],
    ['no type', closed({ a: { description: 'x' } }), "must have a 'type' key"],
    ['oneOf', closed({ a: { oneOf: [text] } }), "'oneOf' is not permitted"],
    [
      'an open object in a list',
      closed({ a: { type: 'array', items: { type: 'object' } } }),
      "('properties', 'a', 'items')",
    ],
  ])('%s is none', (_what, schema, why) => {
    expect(whyNotStrict(schema)).toContain(why)
  })
})

test('a schema is filled with the lines, and with as little else as it takes', () => {
  const line = closed({ id: text, translation: text, confidence: { type: 'number' } })
  const schema = {
    ...closed({ lines: { type: 'array', items: { $ref: '#/$defs/line' } }, note: { anyOf: [{ type: 'null' }] } }),
    $defs: { line },
  }
  expect(fillSchema(schema, [{ id: 7, text: 'Hola' }])).toEqual({
    lines: [{ id: '7', translation: 'Hola', confidence: 0 }],
    note: null,
  })
})

describe('the document in a message', () => {
  const document = {
    to: 'es',
    lines: [
      { id: 1, text: 'A "quoted" {name}' },
      { id: 2, text: 'B', characters: 9 },
    ],
  }

  test.each([
    ['alone', JSON.stringify(document)],
    ['in prose, with other braces', `Use {name} as it is:\n\n${JSON.stringify(document, null, 2)}\n\nThanks {ok}`],
    ['after another document', `{"context":"x"} ${JSON.stringify(document)}`],
  ])('%s', (_where, message) => {
    expect(readLinesAsked(message)).toEqual({ ...document, from: undefined, glossary: [] })
  })

  test('may be missing', () => {
    expect(readLinesAsked('Hello {there}, {"a": 1}')).toBeUndefined()
  })
})
