import type OpenAI from 'openai'
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { describe, expect, test } from 'vitest'
import { ASKED, DOCUMENT, linesIn, started } from './openai-asked.ts'
import type { ModelMistake } from './openai-mistakes.ts'
import type { OpenAIFault } from './openai-service.ts'

async function askWith(fault: OpenAIFault, settings: { timeout?: number } = {}) {
  await using rig = await started()
  rig.emulator.misbehave(fault)
  const chat = await rig.client.chat.completions.create(ASKED, settings).catch((error: unknown) => error)
  return { chat: chat as OpenAI.ChatCompletion, usd: rig.emulator.usd() }
}

describe('faults of the account and the servers, as the SDK tells them', () => {
  test.each([
    ['too many requests', { kind: 'too-many', retryAfter: 'seconds', seconds: 7 }, 429, 'rate_limit_exceeded'],
    ['too many requests, no time said', { kind: 'too-many', retryAfter: 'none' }, 429, 'rate_limit_exceeded'],
    ['no money', { kind: 'quota' }, 429, 'insufficient_quota'],
    ['an expired key', { kind: 'expired-key' }, 401, 'invalid_api_key'],
    ['broken', { kind: 'status', status: 500 }, 500, null],
    ['overloaded', { kind: 'status', status: 503 }, 503, null],
  ] as const)('%s', async (_what, fault, status, code) => {
    const { chat, usd } = await askWith(fault)
    expect(chat).toBeInstanceOf(APIError)
    const error = chat as unknown as APIError
    expect(error).toMatchObject({ status, code })
    expect(error.requestID).toMatch(/^req_/)
    expect(error.message).not.toContain('emulated-openai-key')
    expect(usd).toBe(0)
  })

  test('a rate limit says what is left and for how long', async () => {
    const { chat } = await askWith({ kind: 'too-many', retryAfter: 'seconds', seconds: 7 })
    const { headers } = chat as unknown as APIError
    const told = ['retry-after', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests']
    expect(told.map((name) => headers?.get(name))).toEqual(['7', '0', '120ms'])
  })

  test('connections that break', async () => {
    for (const kind of ['reset', 'refused'] as const) {
      expect((await askWith({ kind })).chat).toBeInstanceOf(APIConnectionError)
    }
    const cut = (await askWith({ kind: 'cut-body' })).chat as unknown as Error
    expect([cut.constructor.name, cut.message]).toEqual(['TypeError', 'terminated'])
  })

  test.each(['hang-before-headers', 'hang-after-headers'] as const)('%s', async (kind) => {
    expect((await askWith({ kind }, { timeout: 100 })).chat).toBeInstanceOf(APIConnectionTimeoutError)
  })

  test('answers that are none', async () => {
    expect(typeof (await askWith({ kind: 'html' })).chat).toBe('string')
    expect((await askWith({ kind: 'bad-json' })).chat).toBeInstanceOf(SyntaxError)
    expect((await askWith({ kind: 'empty' })).chat).toSatisfy(
      (chat: unknown) => chat === undefined || chat instanceof Error,
    )
    const { chat } = await askWith({ kind: 'slow-bytes', ms: 20 })
    expect(linesIn(chat.choices[0]?.message.content)).toHaveLength(3)
  })
})

describe('faults of the model are paid for', () => {
  test('it refuses', async () => {
    const { chat, usd } = await askWith({ kind: 'refusal' })
    expect(chat.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: null } })
    expect(chat.choices[0]?.message.refusal).toContain('sorry')
    expect(usd).toBeGreaterThan(0)
  })

  test('a filter stops it', async () => {
    const { chat } = await askWith({ kind: 'refusal', how: 'content-filter' })
    expect(chat.choices[0]?.finish_reason).toBe('content_filter')
  })

  test('it comes to the limit of its length', async () => {
    const { chat, usd } = await askWith({ kind: 'length' })
    expect(chat.choices[0]?.finish_reason).toBe('length')
    expect(() => linesIn(chat.choices[0]?.message.content)).toThrow(SyntaxError)
    expect(usd).toBeGreaterThan(0)
  })

  const answerWith = async (how: ModelMistake) => {
    const { chat, usd } = await askWith({ kind: 'wrong-schema', how })
    expect(usd).toBeGreaterThan(0)
    return chat.choices[0]!.message.content!
  }
  const texts = async (how: ModelMistake) => linesIn(await answerWith(how)).map(({ text }) => text)

  test.each([
    ['missing-id', [7, 9]],
    ['extra-id', [7, 8, 9, 999_999]],
    ['doubled-id', [7, 8, 8, 9]],
    ['swapped', [7, 9, 8]],
    ['merged', [7, 8]],
    ['empty-text', [7, 8, 9]],
  ] as const)('%s', async (how, ids) => {
    expect(linesIn(await answerWith(how)).map(({ id }) => id)).toEqual(ids)
  })

  test('texts that will not do', async () => {
    expect((await texts('empty-text'))[1]).toBe(' ')
    expect((await texts('wrong-script'))[1]).toMatch(/\p{Script=Cyrillic}/u)
    expect((await texts('untranslated'))[1]).toBe(DOCUMENT.lines[1]?.text)
    expect((await texts('lost-number')).join()).not.toMatch(/\d/)
    expect((await texts('lost-placeholder')).join()).not.toMatch(/[{}<>]/)
  })

  test('JSON that is not in its place', async () => {
    expect(JSON.parse(await answerWith('shape'))).not.toHaveProperty('lines')
    expect(await answerWith('fenced')).toMatch(/^```json\n.*\n```$/s)
    expect(await answerWith('chatty')).toMatch(/^Here is/)
  })

  test('speech that is silent, or too short', async () => {
    await using rig = await started()
    const ask = { model: 'tts-1', voice: 'alloy', input: 'Hello there, everybody.', response_format: 'pcm' } as const
    const speak = async () => Buffer.from(await (await rig.client.audio.speech.create(ask)).arrayBuffer())
    const whole = await speak()
    rig.emulator.misbehave({ kind: 'wrong-schema', how: 'silence' })
    expect(await speak()).toEqual(Buffer.alloc(whole.length))
    rig.emulator.misbehave({ kind: 'length' })
    expect((await speak()).length).toBeLessThan(whole.length / 4)
    rig.emulator.misbehave({ kind: 'refusal' })
    await expect(speak()).rejects.toMatchObject({ status: 400, code: 'content_policy_violation' })
    rig.emulator.misbehave({ kind: 'cut-body' })
    await expect(speak()).rejects.toThrow('terminated')
  })
})

test('a fault can be meant for some requests alone', async () => {
  await using rig = await started()
  rig.emulator.misbehave({ kind: 'status', status: 503 }, { path: /speech/ })
  rig.emulator.misbehave({ kind: 'refusal' }, { body: /everybody/ })
  const { choices } = await rig.client.chat.completions.create(ASKED)
  expect(choices[0]?.message.refusal).toBeTruthy()
  const ask = { model: 'tts-1', voice: 'alloy', input: 'Hi', response_format: 'pcm' } as const
  await expect(rig.client.audio.speech.create(ask)).rejects.toMatchObject({ status: 503 })
  expect(rig.emulator.calls.map(({ trade, status, fault }) => [trade, status, fault?.kind])).toEqual([
    ['llm', 200, 'refusal'],
    ['tts', 503, 'status'],
  ])
})

test('one request more than may be under way is one too many', async () => {
  await using rig = await started({ atOnce: { llm: 2 } })
  rig.emulator.latency.llm = 50
  const asked = await Promise.allSettled([1, 2, 3].map(() => rig.client.chat.completions.create(ASKED)))
  expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(rig.emulator.busiest('llm')).toBe(3)
})
