import { expect, test } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import type { CallSpec, Trouble } from '../../../src/providers/calls/vendor-account.ts'
import { vendorCalls } from '../../../src/providers/calls/vendor-calls.ts'
import { type Held, held, settled } from '../../rig/held.ts'
import { settableClock } from '../../rig/settable-clock.ts'

const BUSY: Trouble = { kind: 'busy', retryable: true, status: 429, what: 'HTTP 429', requestId: '7f3a' }
const LATER = 'What is done is kept. Run the same command again later.'

/** A vendor whose every answer, pause and deadline is up to the test. Errors of its SDK are troubles themselves. */
function vendor({ atOnce = 4, keyless = false } = {}) {
  const keyName = keyless ? undefined : 'ACME_API_KEY'
  const clock = settableClock()
  const pauses = held<number, void>()
  const deadlines: Held<number, void> = held()
  const attempts = held<AbortSignal, string>()
  const troubleOf = (error: unknown) => (error instanceof Error ? undefined : (error as Trouble))
  const account = { vendor: 'Acme', keyName, modelFlag: '--llm acme:MODEL', atOnce, troubleOf }
  const calls = vendorCalls(account, {
    clock,
    random: () => 0.5,
    pause: (ms) => pauses.ask(ms),
    deadline: (ms) => deadlines.ask(ms),
  })
  const spec: CallSpec = { what: 'a line in Spanish', seconds: 20, signal: new AbortController().signal }
  return {
    account,
    clock,
    pauses,
    deadlines,
    attempts,
    call: (more: Partial<CallSpec> = {}) => calls({ ...spec, ...more }, (signal) => attempts.ask(signal)),
    /** Fails the next attempts, and lets the pauses after them pass. */
    fail: async (...troubles: readonly Trouble[]) => {
      for (const [index, trouble] of troubles.entries()) {
        ;(await attempts.next()).fail(trouble)
        await settled()
        if (pauses.calls.length > index) {
          const pause = await pauses.next()
          clock.advance(pause.question)
          pause.answer()
        }
      }
    },
  }
}

test('gives back the answer, after one call where one is enough', async () => {
  const { call, attempts, pauses } = vendor()
  const answer = call()
  ;(await attempts.next()).answer('hola')
  expect(await answer).toBe('hola')
  expect([attempts.calls.length, pauses.calls.length]).toEqual([1, 0])
})

test('waits longer before each try, by half of twice as many seconds where chance says half', async () => {
  const { call, attempts, pauses, fail } = vendor()
  const answer = call()
  await fail(BUSY, BUSY, BUSY, BUSY)
  ;(await attempts.next()).answer('hola')
  expect(await answer).toBe('hola')
  expect(pauses.calls.map(({ question }) => question)).toEqual([500, 1000, 2000, 4000])
})

test('after five tries a person reads who was asked for what, and what to do', async () => {
  const { call, attempts, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  await fail(BUSY, BUSY, BUSY, BUSY, BUSY)
  expect(await failed).toMatchObject({
    code: 'vendor',
    retryable: true,
    message: 'Acme is busy: no answer for a line in Spanish after 5 tries (HTTP 429, request 7f3a).',
    hint: LATER,
  })
  expect(attempts.calls).toHaveLength(5)
})

test.each([
  [
    { kind: 'broken', what: 'HTTP 503' },
    'Acme is out of order: no answer for a line in Spanish after 5 tries (HTTP 503).',
  ],
  [{ kind: 'timeout', what: '' }, 'Acme does not answer in time: no answer for a line in Spanish after 5 tries.'],
  [
    { kind: 'unreachable', what: 'connection refused' },
    'Acme cannot be reached: no answer for a line in Spanish after 5 tries (connection refused).',
  ],
  [
    { kind: 'nonsense', what: 'no JSON' },
    'Acme answers what cannot be understood: no answer for a line in Spanish after 3 tries (no JSON).',
  ],
] as const)('says it where the vendor is $kind', async (trouble, message) => {
  const { call, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  const each = { ...trouble, retryable: true }
  await fail(...Array.from({ length: trouble.kind === 'nonsense' ? 3 : 5 }, () => each))
  expect(await failed).toMatchObject({ code: 'vendor', message, hint: expect.stringContaining('What is done is kept') })
})

test.each([
  ['auth', 'auth', 'Acme refuses the key (ACME_API_KEY, HTTP 401).', /export ACME_API_KEY=…/],
  ['credit', 'auth', 'Acme has no credit left (ACME_API_KEY, HTTP 401).', /Top up/],
  ['refused', 'vendor', 'Acme refuses the request for a line in Spanish (HTTP 401).', /kept/],
] as const)('asks once where the trouble is %s', async (kind, code, message, hint) => {
  const { call, attempts, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  await fail({ kind, retryable: false, what: 'HTTP 401' })
  expect(await failed).toMatchObject({ code, message, hint: expect.stringMatching(hint), retryable: false })
  expect(attempts.calls).toHaveLength(1)
})

test('who is not trusted is told with the setting that names an authority', async () => {
  const { call, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  await fail({ kind: 'untrusted', retryable: false, what: 'its certificate is not trusted' })
  expect(await failed).toMatchObject({
    code: 'vendor',
    message: 'Acme cannot be reached: no answer for a line in Spanish after 1 try (its certificate is not trusted).',
    hint: expect.stringContaining('export NODE_EXTRA_CA_CERTS=/'),
  })
})

test.each([
  [404, 'What is done is kept. Choose a model that it has: --llm acme:MODEL.'],
  [400, 'What is done is kept. Asked the same again, it would refuse again: tell its support the request.'],
])(
  'a request that is refused with %d is told with its model, and with the flag that names another',
  async (...each) => {
    const [status, hint] = each
    const { call, fail } = vendor()
    const failed = call({ model: 'nonsense-1' }).catch((error: unknown) => error)
    await fail({ kind: 'refused', retryable: false, status, what: `HTTP ${status}` })
    expect(await failed).toMatchObject({
      message: `Acme refuses the request for a line in Spanish (model nonsense-1, HTTP ${status}).`,
      hint: expect.stringContaining(hint),
    })
  },
)

test('a server without a key that wants one says so', async () => {
  const { call, fail } = vendor({ keyless: true })
  const failed = call().catch((error: unknown) => error)
  await fail({ kind: 'auth', retryable: false, what: '' })
  expect(await failed).toMatchObject({ message: 'Acme wants a key.', hint: 'Give it a key. What is done is kept.' })
})

test('a request id that could hold anything is left out', async () => {
  const { call, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  await fail({ kind: 'refused', retryable: false, what: '', requestId: 'sk-secret and what people said' })
  expect(await failed).toMatchObject({ message: 'Acme refuses the request for a line in Spanish.' })
})

test('waits as long as the vendor asks, and chance on top; new calls wait, too', async () => {
  const { call, attempts, pauses, clock } = vendor()
  const first = call()
  ;(await attempts.next()).fail({ ...BUSY, retryAfter: 7 })
  const own = await pauses.next()
  expect(own.question).toBe(7500)
  const second = call()
  const others = await pauses.next()
  expect(others.question).toBe(7000)
  expect(attempts.calls).toHaveLength(1)
  clock.advance(7000)
  others.answer()
  ;(await attempts.next()).answer('two')
  expect(await second).toBe('two')
  clock.advance(500)
  own.answer()
  ;(await attempts.next()).answer('one')
  expect(await first).toBe('one')
})

test('reads a date by the clock', async () => {
  const { call, attempts, pauses, clock } = vendor()
  void call()
  ;(await attempts.next()).fail({ ...BUSY, retryAt: clock.now() + 3000 })
  expect((await pauses.next()).question).toBe(3500)
})

test('gives up where the vendor wants to be left alone for long, and says when to come back', async () => {
  const { call, attempts, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  await fail({ ...BUSY, retryAfter: 7200 })
  expect(await failed).toMatchObject({
    message:
      'Acme is busy: no answer for a line in Spanish, and it wants to be left alone for 2 hours (HTTP 429, request 7f3a).',
    hint: 'What is done is kept. Run the same command again in 2 hours.',
  })
  expect(attempts.calls).toHaveLength(1)
})

test('a call does not wait for ever', async () => {
  const { call, attempts, fail } = vendor()
  const failed = call().catch((error: unknown) => error)
  const later = { ...BUSY, retryAfter: 100 }
  await fail(later, later, later)
  expect(await failed).toMatchObject({ code: 'vendor' })
  expect(attempts.calls).toHaveLength(3)
})

test('an attempt has a deadline of its own, which reaches the socket, and is followed by another', async () => {
  const { call, attempts, deadlines, pauses } = vendor()
  const answer = call()
  const hanging = await attempts.next()
  const deadline = await deadlines.next()
  expect(deadline.question).toBe(20_000)
  deadline.answer()
  ;(await pauses.next()).answer()
  expect(hanging.question.aborted).toBe(true)
  const second = await attempts.next()
  expect(second.question.aborted).toBe(false)
  hanging.fail(new Error('the socket is gone')) // Nobody listens any more.
  second.answer('hola')
  expect(await answer).toBe('hola')
})

test('somebody who calls it off ends the socket and the waiting at once', async () => {
  const { call, attempts } = vendor()
  const cut = new AbortController()
  const off = call({ signal: cut.signal })
  const attempt = await attempts.next()
  const told = expect(off).rejects.toMatchObject({ code: 'interrupted', message: 'Stopped.' })
  cut.abort()
  await told
  expect(attempt.question.aborted).toBe(true)
  await expect(call({ signal: cut.signal })).rejects.toMatchObject({ code: 'interrupted' })
  expect(attempts.calls).toHaveLength(1)
})

test('somebody who calls it off between two tries does not wait for the second', async () => {
  const { call, attempts, pauses } = vendor()
  const cut = new AbortController()
  const off = call({ signal: cut.signal })
  ;(await attempts.next()).fail(BUSY)
  const pause = await pauses.next()
  const told = expect(off).rejects.toMatchObject({ code: 'interrupted' })
  cut.abort()
  pause.fail(cut.signal.reason)
  await told
})

test('what the attempt itself finds fault with is tried again, and told in its own words', async () => {
  const { call, attempts, pauses } = vendor()
  const failed = call().catch((error: unknown) => error)
  for (let tries = 1; tries <= 3; tries++) {
    ;(await attempts.next()).fail(new Failure('vendor', 'Two lines have become one.', { retryable: true }))
    if (tries < 3) (await pauses.next()).answer()
  }
  expect(await failed).toMatchObject({ message: 'Two lines have become one.' })
})

test('any other failure and any bug passes through, and its seat is free again', async () => {
  const { call, attempts } = vendor({ atOnce: 1 })
  const failure = new Failure('input', 'The file is empty.')
  for (const error of [failure, new TypeError('undefined is not a function')]) {
    const failed = call().catch((thrown: unknown) => thrown)
    ;(await attempts.next()).fail(error)
    expect(await failed).toBe(error)
  }
  const answer = call()
  ;(await attempts.next()).answer('hola')
  expect(await answer).toBe('hola')
})

test('one refusal slows all calls of the account down', async () => {
  const { call, attempts, pauses } = vendor({ atOnce: 8 })
  const answers = Array.from({ length: 12 }, () => call())
  await settled()
  expect(attempts.calls).toHaveLength(8)
  attempts.calls[0]!.fail(BUSY)
  for (const attempt of attempts.calls.slice(1, 4)) attempt.answer('hola')
  await settled()
  expect(attempts.calls).toHaveLength(8) // Four are under way: half of what was too many.
  attempts.calls[4]!.answer('hola')
  await settled()
  expect(attempts.calls).toHaveLength(9)
  ;(await pauses.next()).answer()
  for (let done = 5; done < 13; done++) {
    await settled()
    attempts.calls[done]!.answer('hola')
  }
  expect(await Promise.all(answers)).toHaveLength(12)
})

test('after an attempt that was late the next has more time, up to two minutes', async () => {
  for (const [seconds, deadlines] of [
    [5, [5, 10, 20, 40, 80]],
    [20, [20, 40, 80, 120]],
    [900, [900, 900]],
  ] as const) {
    const it = vendor()
    const failed = it.call({ seconds }).catch((error: unknown) => error)
    for (const expected of deadlines) {
      const deadline = await it.deadlines.next()
      expect(deadline.question).toBe(expected * 1000)
      it.clock.advance(deadline.question)
      deadline.answer()
      await settled()
      for (const pause of it.pauses.calls) pause.answer()
    }
    expect(await failed).toMatchObject({ message: expect.stringContaining(`(${deadlines.at(-1)} seconds)`) })
  }
})

test('without being told otherwise, the system keeps the deadline', async () => {
  const { account, clock } = vendor()
  const pauses = held<number, void>()
  const calls = vendorCalls(account, { clock, random: () => 0, pause: (ms) => pauses.ask(ms) })
  const attempts = held<AbortSignal, string>()
  const spec = { what: 'a line', seconds: 0, signal: new AbortController().signal }
  const answer = calls(spec, (signal) => attempts.ask(signal))
  ;(await pauses.next()).fail(new Error('no second try'))
  await expect(answer).rejects.toThrow('no second try')
  expect(attempts.calls[0]?.question.aborted).toBe(true)
})
