import { expect, test } from 'vitest'
import { listenForInterrupt, stoppedBy, tellStopped } from '../../../commands/terminal/interrupt.ts'
import { processStreams } from '../../../commands/terminal/streams.ts'
import { Failure } from '../../../src/failure.ts'

const RESUME = 'ytdub dub talk.mp3 --lang es'

function open() {
  const said: string[] = []
  const closed = new AbortController()
  const streams = { err: (text: string) => void said.push(text), closed: closed.signal }
  return { said, closed, interrupt: listenForInterrupt(streams, RESUME) }
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

test('speaks through what draws on the terminal, once that is there', () => {
  const { said, interrupt } = open()
  using _ = interrupt
  const drawn: string[] = []
  process.emit('SIGINT', 'SIGINT')
  interrupt.speakThrough((text) => drawn.push(text))
  process.emit('SIGINT', 'SIGINT')
  expect(said).toEqual([expect.stringMatching(/^\nFinishing .*\n$/)])
  expect(drawn).toEqual([expect.stringMatching(/^Stopping now.*[^\n]$/)])
})

test('where nobody reads any more, what is under way is finished, without a word', () => {
  const { said, closed, interrupt } = open()
  using _ = interrupt
  closed.abort()
  expect([interrupt.stop.requested, interrupt.signal.aborted, interrupt.exitCode()]).toEqual([true, false, 130])
  expect(said).toEqual([])
})

test('what ended since it was stopped says how to go on; any other failure is itself', () => {
  using interrupt = open().interrupt
  const [cut, other] = [new Failure('interrupted', 'Stopped.'), new Failure('vendor', 'Busy.')]
  expect(stoppedBy(interrupt, cut, RESUME)).toBe(cut)
  process.emit('SIGTERM', 'SIGTERM')
  expect(stoppedBy(interrupt, cut, RESUME)).toMatchObject({ code: 'interrupted', hint: `To go on: ${RESUME}` })
  expect(stoppedBy(interrupt, other, RESUME)).toBe(other)
})

test('who stopped the work is told how to go on, and any other failure is thrown', () => {
  const { said, interrupt } = open()
  using _ = interrupt
  const context = {
    manner: { json: false, quiet: false, verbose: false },
    streams: {
      ...processStreams({ unattended: true, noColor: true }),
      err: (text: string) => void said.push(text),
    },
  }
  const tellOf = (code: 'interrupted' | 'vendor') =>
    tellStopped(new Failure(code, 'Halt.'), RESUME, { interrupt, context })
  expect([tellOf('interrupted'), said.splice(0)]).toEqual([130, ['Halt.\n']])
  process.emit('SIGTERM', 'SIGTERM')
  said.splice(0)
  expect(tellOf('interrupted')).toBe(143)
  expect(said).toEqual(['Stopped. What was finished is kept.\n', `To go on: ${RESUME}\n`])
  expect(() => tellOf('vendor')).toThrow('Halt.')
})

test('listens no longer than it must', () => {
  const before = process.listenerCount('SIGINT')
  const { said, interrupt } = open()
  expect(process.listenerCount('SIGINT')).toBe(before + 1)
  interrupt[Symbol.dispose]()
  expect(process.listenerCount('SIGINT')).toBe(before)
  expect(said).toEqual([])
})
