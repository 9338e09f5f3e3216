import { readFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { describe, expect, test } from 'vitest'
import { EMULATED_OPENAI_KEY, startOpenAI } from './openai.ts'
import type { OpenAIFault, OpenAIOptions } from './openai-service.ts'
import { toneSeconds } from './speaking.ts'

type Event = { readonly type: string; readonly [name: string]: unknown }

const TEXT = 'Buenos días a todos, y gracias por venir.'
const UPDATE = {
  type: 'session.update',
  session: {
    type: 'realtime',
    output_modalities: ['audio'],
    audio: { output: { voice: 'marin', format: { type: 'audio/pcm', rate: 24_000 } } },
  },
} as const
const CREATE = {
  type: 'response.create',
  response: {
    conversation: 'none',
    output_modalities: ['audio'],
    instructions: 'Read the message aloud in Spanish.',
    input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: TEXT }] }],
  },
} as const

/** Talks to an emulator by the official SDK until something of `until` comes; then hangs up. */
async function talk({
  fault,
  key = EMULATED_OPENAI_KEY,
  model = 'gpt-realtime-2.1-mini',
  said = [UPDATE, CREATE],
  until,
  ...options
}: Talk) {
  await using emulator = await startOpenAI(options)
  if (fault) emulator.misbehave(fault)
  const client = new OpenAI({ apiKey: key, baseURL: `${emulator.secureUrl}/v1` })
  const ca = await readFile(emulator.certificate, 'utf8')
  const connection = new OpenAIRealtimeWS({ model, options: { ca } }, client)
  const events: Event[] = []
  const over = Promise.withResolvers<string>()
  connection.on('event', (event) => {
    events.push(event as unknown as Event)
    if (event.type === (until ?? 'response.done')) over.resolve(event.type)
  })
  connection.on('error', (error) => over.resolve(error.message))
  connection.socket.on('close', (code) => over.resolve(`closed: ${code}`))
  connection.socket.on('open', () => {
    for (const event of said) connection.send(event as Parameters<typeof connection.send>[0])
  })
  const end = await over.promise
  connection.socket.terminate()
  const types = events.map(({ type }) => type)
  const sound = Buffer.concat(
    events
      .filter(({ type }) => type === 'response.output_audio.delta')
      .map(({ delta }) => Buffer.from(String(delta), 'base64')),
  )
  return { end, events, types, sound, usd: emulator.usd(), talks: emulator.talks, calls: emulator.calls }
}

type Talk = OpenAIOptions & {
  readonly fault?: OpenAIFault
  readonly model?: string
  readonly said?: readonly object[]
  readonly until?: string
}

test('a line is read aloud in pieces, with its transcript and its bill', async () => {
  const { types, events, sound, usd, talks } = await talk({})
  expect([...new Set(types)]).toEqual([
    'session.created',
    'session.updated',
    'response.created',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.done',
  ])
  expect(types.filter((type) => type === 'response.output_audio.delta').length).toBeGreaterThan(3)
  expect(sound.length / 2 / 24_000).toBeCloseTo(toneSeconds(TEXT), 3)
  expect(events.find(({ type }) => type === 'response.output_audio_transcript.done')).toMatchObject({
    transcript: TEXT,
  })
  const audio = Math.ceil(toneSeconds(TEXT) * 20)
  expect(events.at(-1)).toMatchObject({
    response: { status: 'completed', usage: { output_token_details: { audio_tokens: audio } } },
  })
  expect(usd).toBeGreaterThan((audio * 20) / 1e6)
  expect(talks[0]).toEqual({ model: 'gpt-realtime-2.1-mini', heard: [UPDATE, CREATE] })
})

describe('what it refuses', () => {
  test.each([
    [
      'another format',
      { ...UPDATE, session: { type: 'realtime', audio: { output: { format: { type: 'audio/pcm', rate: 48_000 } } } } },
    ],
    ['the session of the beta', { type: 'session.update', session: { modalities: ['audio'], voice: 'marin' } }],
    ['a voice that it has not', { ...UPDATE, session: { type: 'realtime', audio: { output: { voice: 'nova' } } } }],
    ['an unknown field', { ...CREATE, response: { ...CREATE.response, voice: 'marin' } }],
    ['another event', { type: 'input_text.append' }],
  ])('%s', async (_what, event) => {
    const { end, types, usd } = await talk({ said: [event] })
    expect(types).toEqual(['session.created', 'error'])
    expect(end).toContain('type=invalid_request_error')
    expect(usd).toBe(0)
  })

  test('a wrong key, before it is spoken', async () => {
    const { end, types } = await talk({ key: 'wrong' })
    expect(end).toBe('Unexpected server response: 401')
    expect(types).toEqual([])
  })

  test('a model that it has not', async () => {
    expect((await talk({ model: 'gpt-4o-realtime' })).end).toContain('code=model_not_found')
  })
})

test('it speaks TLS alone, as the SDK does', async () => {
  const { calls } = await talk({})
  expect(calls).toMatchObject([{ path: '/v1/realtime', status: 101, trade: 'tts' }])
})

describe('misbehaviour', () => {
  const done = async (fault: OpenAIFault) => {
    const answer = await talk({ fault })
    return {
      ...answer,
      response: answer.events.at(-1)?.['response'],
      transcript: answer.events.find(({ type }) => type === 'response.output_audio_transcript.done')?.['transcript'],
    }
  }

  test('other words than asked for', async () => {
    const { transcript, response } = await done({ kind: 'wrong-schema', how: 'paraphrase' })
    expect(transcript).toBe(`Sure! Here it is: ${TEXT}`)
    expect(response).toMatchObject({ status: 'completed' })
  })

  test('silence', async () => {
    const { sound, transcript } = await done({ kind: 'wrong-schema', how: 'silence' })
    expect(sound.every((byte) => byte === 0)).toBe(true)
    expect([sound.length > 0, transcript]).toEqual([true, TEXT])
  })

  test('an end before the end', async () => {
    const { response, transcript } = await done({ kind: 'length' })
    expect(response).toMatchObject({ status: 'incomplete', status_details: { reason: 'max_output_tokens' } })
    expect(TEXT.startsWith(String(transcript))).toBe(true)
  })

  test('a filter', async () => {
    const { response } = await done({ kind: 'refusal' })
    expect(response).toMatchObject({ status: 'incomplete', status_details: { reason: 'content_filter' } })
  })

  test('a rate limit as an event', async () => {
    const { end, usd } = await talk({ fault: { kind: 'refusal', how: 'rate-limit' } })
    expect([end.includes('code=rate_limit_exceeded'), usd]).toEqual([true, 0])
  })

  test.each([
    ['too many requests', { kind: 'too-many', retryAfter: 'seconds' }, 'Unexpected server response: 429'],
    ['a key that has expired', { kind: 'expired-key' }, 'Unexpected server response: 401'],
    ['no money', { kind: 'quota' }, 'Unexpected server response: 429'],
    ['broken', { kind: 'status', status: 503 }, 'Unexpected server response: 503'],
    ['a page instead', { kind: 'html' }, 'Unexpected server response: 200'],
  ] as const)('%s, before it is spoken', async (_what, fault, message) => {
    expect((await talk({ fault })).end).toBe(message)
  })

  test('reset, before it is spoken', async () => {
    expect((await talk({ fault: { kind: 'reset' } })).types).toEqual([])
  })

  test('cut off in the midst', async () => {
    const { end, types, sound, usd } = await talk({ fault: { kind: 'cut-body' } })
    expect(end).toBe('closed: 1006')
    expect(types).not.toContain('response.done')
    expect(sound.length).toBeGreaterThan(0)
    expect(usd).toBeGreaterThan(0)
  })

  test('something that is no event', async () => {
    const { end } = await talk({ fault: { kind: 'bad-json' } })
    expect(end).toBe('could not parse websocket event')
  })

  test('slowly', async () => {
    const { sound, types } = await talk({ fault: { kind: 'slow-bytes', ms: 30 } })
    expect([sound.length / 2 / 24_000, types.at(-1)]).toEqual([expect.closeTo(toneSeconds(TEXT), 3), 'response.done'])
  })

  test('nothing more, once it has begun', async () => {
    const { types } = await talk({ fault: { kind: 'hang-after-headers' }, until: 'response.created' })
    expect(types.at(-1)).toBe('response.created')
  })
})
