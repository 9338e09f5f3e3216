import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openaiClient } from '../../../src/providers/openai/client.ts'
import { openaiTrouble } from '../../../src/providers/openai/trouble.ts'
import { EMULATED_OPENAI_KEY, type OpenAIEmulator, startOpenAI } from '../../rig/emulators/openai.ts'

let openai: OpenAIEmulator
beforeAll(async () => {
  openai = await startOpenAI()
})
afterAll(() => openai[Symbol.asyncDispose]())

const failing = async (
  apiKey = EMULATED_OPENAI_KEY,
  { signal, model = 'gpt-6-luna' }: { signal?: AbortSignal; model?: string } = {},
) => {
  const client = await openaiClient({ apiKey, baseUrl: openai.url })
  const body = { model, messages: [{ role: 'user', content: 'SECRET' } as const] }
  const error: unknown = await client.chat.completions.create(body, { signal: signal ?? null }).then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )
  return openaiTrouble(error)
}

describe('the trouble behind an error of the SDK', () => {
  test.for([
    [
      { kind: 'too-many', retryAfter: 'seconds', seconds: 7 },
      { kind: 'busy', retryable: true, status: 429, retryAfter: 7 },
    ],
    [
      { kind: 'too-many', retryAfter: 'none' },
      { kind: 'busy', retryable: true, status: 429 },
    ],
    [{ kind: 'quota' }, { kind: 'credit', retryable: false, status: 429 }],
    [{ kind: 'expired-key' }, { kind: 'auth', retryable: false, status: 401 }],
    [
      { kind: 'status', status: 500 },
      { kind: 'broken', retryable: true, what: 'HTTP 500' },
    ],
    [
      { kind: 'status', status: 503 },
      { kind: 'broken', retryable: true, what: 'HTTP 503' },
    ],
    [{ kind: 'reset' }, { kind: 'unreachable', retryable: true }],
    [{ kind: 'cut-body' }, { kind: 'unreachable', retryable: true }],
    [{ kind: 'bad-json' }, { kind: 'nonsense', retryable: true }],
  ] as const)('%o', async ([fault, trouble]) => {
    openai.misbehave(fault)
    expect(await failing()).toMatchObject(trouble)
  })

  test('names the request, for the vendor’s support', async () => {
    openai.misbehave({ kind: 'status', status: 500 })
    expect((await failing())?.requestId).toMatch(/^req_\w+$/)
  })

  test('is a refused key, and none of it is told', async () => {
    const trouble = await failing('sk-SECRET')
    expect(trouble).toMatchObject({ kind: 'auth', retryable: false, status: 401, what: 'HTTP 401' })
    expect(JSON.stringify(trouble)).not.toContain('SECRET')
  })

  test('is a model that it does not know', async () => {
    expect(await failing(undefined, { model: 'gpt-1-SECRET' })).toMatchObject({
      kind: 'refused',
      retryable: false,
      what: 'HTTP 404, it does not know the model',
    })
  })

  test('is a call that was cut off by its deadline', async () => {
    expect(await failing(undefined, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'timeout',
      retryable: true,
    })
  })

  test('is that nobody listens', async () => {
    await using _ = await openai.shut()
    expect(await failing()).toMatchObject({ kind: 'unreachable', retryable: true, what: 'connection refused' })
  })
})

test('none of a local server’s prose is told, wherever it stands', () => {
  const bodies = [
    { error: 'SECRET not found' },
    { detail: { error: 'SECRET' } },
    { error: { code: 'SECRET', message: 'SECRET' } },
  ]
  for (const body of bodies) {
    const error = OpenAI.APIError.generate(404, body, undefined, new Headers())
    expect(openaiTrouble(error)).toMatchObject({ kind: 'refused', retryable: false })
    expect(JSON.stringify(openaiTrouble(error))).not.toContain('SECRET')
  }
})

test('a vendor that says that asking again is of no use is believed', () => {
  const error = OpenAI.APIError.generate(503, {}, undefined, new Headers({ 'x-should-retry': 'false' }))
  expect(openaiTrouble(error)).toMatchObject({ kind: 'broken', retryable: false })
})

test('a bug of ours is no trouble of theirs', () => {
  expect(openaiTrouble(new TypeError('x is not a function'))).toBeUndefined()
  expect(openaiTrouble('x')).toBeUndefined()
})
