import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeText, encodeText } from '../../src/providers/apertium-stream.ts'

test('a text is ended by a full stop, where it has no end, and by its own mark', () => {
  expect(encodeText('hello', 3).block).toBe('hello.[3]')
  expect(encodeText('Hello!', 0).block).toBe('Hello![0]')
  expect(encodeText('He said "no."', 0).block).toBe('He said "no."[0]')
})

test('what means something in the stream is escaped', () => {
  expect(encodeText('a^b$ [c] \\ ~', 0).block).toBe('a\\^b\\$ \\[c\\] \\\\ [~].[0]')
})

test('line breaks and what nobody hears are gone', () => {
  expect(encodeText(' a\r\n b\tc\u0000\u200b\ud800 ', 0).source).toBe('a b c')
})

test('a block without its mark is no answer', () => {
  const sent = encodeText('hello', 1)
  expect(decodeText('hola.[1]', sent)).toBe('hola')
  expect(decodeText('hola.[0]', sent)).toBeUndefined()
  expect(decodeText('hola.', sent)).toBeUndefined()
  expect(decodeText(undefined, sent)).toBeUndefined()
})

test('the first letter is as it was, whatever stands before it', () => {
  expect(decodeText('"el gato"[0]', encodeText('"The cat"', 0))).toBe('"El gato"')
  expect(decodeText('El gato.[0]', encodeText('the cat', 0))).toBe('el gato')
  expect(decodeText('123 gatos.[0]', encodeText('123 cats', 0))).toBe('123 gatos')
})

test('where nothing came back for something, the source stands', () => {
  expect(decodeText('.[0]', encodeText('Do', 0))).toBe('Do')
  expect(decodeText('[0]', encodeText('', 0))).toBe('')
})

test('a pipe that changes nothing changes no text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(9999), (text, index) => {
      const sent = encodeText(text, index)
      expect(decodeText(sent.block, sent)).toBe(sent.source)
    }),
    { seed: 7, numRuns: 500 },
  )
})

test('no text holds what parts texts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\0\n]/.test(encodeText(text, 0).block)),
    { seed: 7, numRuns: 500 },
  )
})
