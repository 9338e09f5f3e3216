import { expect, test } from 'vitest'
import { EXIT_CODES } from '../commands/terminal/exit-codes.ts'
import { Failure } from '../src/failure.ts'

const system = (code: string, path?: string) => Object.assign(new Error(`${code}: told in English`), { code, path })

test('adds up what was spent in vain, and stays what it was', () => {
  const details = { hint: 'Try again.', retryable: true, subject: 'abc', cause: new Error('below') }
  const failure = new Failure('vendor', 'Busy.', { ...details, spent: { tts_characters: 5 } })
  const after = failure.after({ tts_characters: 10, llm_input_tokens: 3 }).after({})
  expect(after).toMatchObject({ code: 'vendor', message: 'Busy.', ...details })
  expect(after.spent).toEqual({ tts_characters: 15, llm_input_tokens: 3 })
  expect(failure.spent).toEqual({ tts_characters: 5 })
  expect(new Failure('input', 'x').after({}).spent).toEqual({})
})

test('carries what a person and a script need', () => {
  const cause = new Error('below')
  const failure = new Failure('vendor', 'Busy.', { hint: 'Try again.', retryable: true, subject: 'abc', cause })
  expect(failure).toMatchObject({
    name: 'Failure',
    code: 'vendor',
    message: 'Busy.',
    hint: 'Try again.',
    retryable: true,
    subject: 'abc',
    cause,
  })
  expect(new Failure('input', 'x')).toMatchObject({ hint: undefined, retryable: false, subject: undefined })
})

test('a failure that comes in by the door is itself', () => {
  const failure = new Failure('input', 'x')
  expect(Failure.from(failure)).toBe(failure)
})

test.each([
  ['an abort', new DOMException('This operation was aborted', 'AbortError'), 'interrupted', /^Stopped/],
  ['a signal’s reason', AbortSignal.abort().reason, 'interrupted', /^Stopped/],
  ['a full disk', system('ENOSPC', '/data/x'), 'config', /disk is full \(\/data\/x\)/],
  ['a full database', system('SQLITE_FULL'), 'config', /disk is full\.$/],
  ['a closed folder', system('EACCES', '/data/x'), 'config', /No permission .*\(\/data\/x\)/],
  ['a read-only disk', system('EROFS'), 'config', /No permission/],
  ['a bug', new TypeError('x is not a function'), 'internal', /^x is not a function$/],
  ['a missing file nobody expected', system('ENOENT', '/x'), 'internal', /ENOENT/],
  ['a text', 'thrown as it is', 'internal', /^thrown as it is$/],
  ['nothing', undefined, 'internal', /undefined/],
])('%s comes in as what it means', (_what, error, code, message) => {
  const failure = Failure.from(error)
  expect(failure).toMatchObject({ name: 'Failure', code, message: expect.stringMatching(message) })
  if (error instanceof Error) expect(failure.cause).toBe(error)
})

test('an exception of the web platform, whose code is a number, is a failure like any other', () => {
  const { code, message } = Failure.from(new DOMException('Took too long', 'TimeoutError'))
  expect([code, message]).toEqual(['internal', 'Took too long'])
})

test('every code has its exit code, and they are those that scripts rely on', () => {
  expect(EXIT_CODES).toEqual({
    internal: 1,
    lost: 1,
    usage: 2,
    config: 2,
    input: 3,
    auth: 4,
    vendor: 5,
    partial: 6,
    budget: 7,
    interrupted: 130,
  })
})
