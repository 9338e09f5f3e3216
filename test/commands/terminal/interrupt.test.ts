import { expect, test } from 'vitest'
import { listenForInterrupt } from '../../../commands/terminal/interrupt.ts'
import type { Streams } from '../../../commands/terminal/streams.ts'

function open() {
  const said: string[] = []
  const streams: Streams = {
    out: () => {},
    err: (text) => said.push(text),
    animated: false,
    interactive: false,
    columns: 80,
    color: false,
  }
  return { said, interrupt: listenForInterrupt(streams, 'ytdub dub talk.mp3 --lang es') }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('the first %s asks to finish, the second cuts off; both say how to go on', (signal, code) => {
  const { said, interrupt } = open()
  using _ = interrupt
  expect([interrupt.stop.requested, interrupt.signal.aborted, interrupt.exitCode()]).toEqual([false, false, undefined])
  process.emit(signal, signal)
  expect([interrupt.stop.requested, interrupt.signal.aborted, interrupt.exitCode()]).toEqual([true, false, code])
  process.emit(signal, signal)
  expect([interrupt.stop.requested, interrupt.signal.aborted, interrupt.exitCode()]).toEqual([true, true, code])
  expect(said).toHaveLength(2)
  for (const text of said) expect(text).toContain('To go on: ytdub dub talk.mp3 --lang es')
})

test('listens no longer than it must', () => {
  const before = process.listenerCount('SIGINT')
  const { said, interrupt } = open()
  expect(process.listenerCount('SIGINT')).toBe(before + 1)
  interrupt[Symbol.dispose]()
  expect(process.listenerCount('SIGINT')).toBe(before)
  expect(said).toEqual([])
})
