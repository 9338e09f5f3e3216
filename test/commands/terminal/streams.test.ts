import { describe, expect, test } from 'vitest'
import { processStreams } from '../../../commands/terminal/streams.ts'
import { printable, styled } from '../../../commands/terminal/styled.ts'

describe('printable', () => {
  test.each([
    ['talk.mp3', 'talk.mp3'],
    ['Übung 録音 👩‍👩‍👧 עברית', 'Übung 録音 👩‍👩‍👧 עברית'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['\u001B]0;title\u0007name', 'name'],
    ['two\nlines\r\tand a tab', 'two�lines��and a tab'],
    ['bell\u0007 null\u0000 \u009B2J', expect.not.stringMatching(/\p{Cc}/u)],
    ['\u001B', '�'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toEqual(shown)
  })

  test('never lets a control character through, whatever is left when one is taken out', () => {
    for (const text of ['\u001B\u001B[31m[31m', '\u001B[\u001B[31m31m', '\u009B\u009B1m'])
      expect(printable(text)).not.toMatch(/\p{Cc}/u)
  })
})

test('styles a text where the terminal has colours, and only there', () => {
  expect(styled('x', 'red', true)).toBe('\u001B[31mx\u001B[39m')
  expect(styled('x', 'red', false)).toBe('x')
})

test('without a terminal nothing moves, asks or is coloured', () => {
  // Vitest's workers have none.
  const streams = processStreams({ unattended: false, noColor: false })
  expect([streams.columns > 0, Boolean(streams.interactive)]).toEqual([true, false])
  const unattended = processStreams({ unattended: true, noColor: true })
  expect([Boolean(unattended.animated), Boolean(unattended.interactive), unattended.color]).toEqual([
    false,
    false,
    { out: false, err: false },
  ])
})
