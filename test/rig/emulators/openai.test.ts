import { readFile } from 'node:fs/promises'
import { APIError } from 'openai'
import { Agent } from 'undici'
import { describe, expect, test } from 'vitest'
import { EMULATED_OPENAI_KEY } from './openai.ts'
import { ASKED, linesIn, started } from './openai-asked.ts'
import { type Speak, tone, toneSeconds } from './speaking.ts'

test('a strict question gets every line, with what has to be kept, and is billed', async () => {
  await using rig = await started()
  const { data, response } = await rig.client.chat.completions.create(ASKED).withResponse()
  const lines = linesIn(data.choices[0]?.message.content)
  expect(lines.map(({ id }) => id)).toEqual([7, 8, 9])
  expect(lines[0]?.text).toMatch(/\{name\}.* 25 /)
  expect(lines[1]?.text).toMatch(/commit <b>\p{L}+<\/b>/u)
  expect(lines[2]?.text).not.toContain('Thank')
  expect(data).toMatchObject({ object: 'chat.completion', model: 'gpt-6-luna', choices: [{ finish_reason: 'stop' }] })
  expect(data.usage?.total_tokens).toBe(data.usage!.prompt_tokens + data.usage!.completion_tokens)
  expect(response.headers.get('x-request-id')).toMatch(/^req_/)
  expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('499')
  const { prompt_tokens: input, completion_tokens: output } = data.usage!
  expect(rig.emulator.usd()).toBeCloseTo(input * 1e-7 + output * 5e-7, 12)
})

test('all of it goes over TLS too', async () => {
  await using rig = await started()
  const dispatcher = new Agent({ connect: { ca: await readFile(rig.emulator.certificate, 'utf8') } })
  const { data } = await rig.client
    .withOptions({ baseURL: `${rig.emulator.secureUrl}/v1`, fetchOptions: { dispatcher } })
    .models.list()
  expect(data.map(({ id }) => id)).toContain('gpt-6-luna')
  await dispatcher.close()
})

test('the beginning of a long prompt is cached, in steps of 128 tokens from 1024', async () => {
  await using rig = await started()
  const system = { role: 'system', content: 'You translate. '.repeat(500) } as const
  const usages = []
  for (const to of ['es', 'de']) {
    const user = { role: 'user', content: JSON.stringify({ to, lines: [{ id: 1, text: 'Hello' }] }) } as const
    const { usage } = await rig.client.chat.completions.create({ ...ASKED, messages: [system, user] })
    usages.push(usage)
  }
  expect(usages.map((usage) => usage?.prompt_tokens_details?.cached_tokens)).toEqual([0, 1792])
  const [first, second] = rig.emulator.calls.map(({ usd }) => usd)
  expect(second).toBeLessThan(first!)
})

test('thinking is billed as output, and takes its room', async () => {
  await using rig = await started()
  const ask = async (settings: object) =>
    rig.client.chat.completions.create({ ...ASKED, max_completion_tokens: 4000, ...settings })
  const quick = await ask({ reasoning_effort: 'none' })
  const slow = await ask({ reasoning_effort: 'high' })
  expect(slow.usage!.completion_tokens - quick.usage!.completion_tokens).toBe(
    slow.usage!.completion_tokens_details?.reasoning_tokens,
  )
  const cut = await ask({ max_completion_tokens: 10 })
  expect(cut.choices[0]?.finish_reason).toBe('length')
  expect(() => linesIn(cut.choices[0]?.message.content)).toThrow(SyntaxError)
})

test('the translation may be one of your own', async () => {
  await using rig = await started({ translate: (lines, { to }) => lines.map((line) => `${to}: ${line.length}`) })
  const { choices } = await rig.client.chat.completions.create(ASKED)
  expect(linesIn(choices[0]?.message.content)[0]).toEqual({ id: 7, text: 'es: 34' })
})

test('the translation may be Apertium’s, as far as that knows the languages', async () => {
  await using rig = await started({ translate: 'apertium' })
  const ask = async (to: string) => {
    const content = JSON.stringify({ from: 'en', to, lines: [{ id: 1, text: 'The house is big.' }] })
    const { choices } = await rig.client.chat.completions.create({ ...ASKED, messages: [{ role: 'user', content }] })
    return linesIn(choices[0]?.message.content)[0]?.text
  }
  expect(await ask('es')).toBe('La casa es grande.')
  expect(await ask('de')).not.toContain('house')
})

describe('what OpenAI refuses', () => {
  const strict = (schema: object) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } },
  })
  const closed = { type: 'object', additionalProperties: false }
  test.each([
    ['an unknown model', { model: 'gpt-4o' }, 404, 'model_not_found', null],
    ['an unknown field', { thinking: true }, 400, 'unknown_parameter', 'thinking'],
    ['no messages', { messages: [] }, 400, 'invalid_value', 'messages'],
    [
      'a role that there is not',
      { messages: [{ role: 'boss', content: 'x' }] },
      400,
      'invalid_value',
      'messages[0].role',
    ],
    ['a message without text', { messages: [{ role: 'user' }] }, 400, 'invalid_value', 'messages[0].content'],
    ['max_tokens', { max_tokens: 9 }, 400, 'unsupported_parameter', 'max_tokens'],
    [
      'a temperature while it thinks',
      { temperature: 0, reasoning_effort: 'low' },
      400,
      'unsupported_value',
      'temperature',
    ],
    ['an effort that there is not', { reasoning_effort: 'minimal' }, 400, 'invalid_value', 'reasoning_effort'],
    ['streams', { stream: true }, 400, 'invalid_value', 'stream'],
    ['a schema that is no object', strict({ type: 'array', items: closed }), 400, null, 'response_format'],
    ['an open object', strict({ type: 'object', properties: {}, required: [] }), 400, null, 'response_format'],
    [
      'an optional property',
      strict({ ...closed, properties: { a: { type: 'string' } }, required: [] }),
      400,
      null,
      'response_format',
    ],
    [
      'JSON that nobody spoke of',
      { response_format: { type: 'json_object' }, messages: [{ role: 'user', content: 'x' }] },
      400,
      null,
      'messages',
    ],
  ] as const)('%s', async (_what, change, status, code, param) => {
    await using rig = await started()
    const body = { ...ASKED, ...change } as typeof ASKED
    const error = await rig.client.chat.completions.create(body).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status, code, param })
    expect(rig.emulator.usd()).toBe(0)
  })

  test('a wrong key, no key, another path or method', async () => {
    await using rig = await started()
    const stranger = rig.client.withOptions({ apiKey: 'sk-of-a-stranger-1234567890' })
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
    const base = `${rig.emulator.url}/v1`
    expect((await fetch(`${base}/models`)).status).toBe(401)
    await expect(rig.client.post('/chat')).rejects.toMatchObject({ status: 404 })
    await expect(rig.client.get('/chat/completions')).rejects.toMatchObject({ status: 405 })
  })

  test('bodies that are no JSON', async () => {
    await using rig = await started()
    const headers = { authorization: `Bearer ${EMULATED_OPENAI_KEY}`, 'content-type': 'application/json' }
    const url = `${rig.emulator.url}/v1/chat/completions`
    const broken = await fetch(url, { method: 'POST', headers, body: '{"model":' })
    expect([broken.status, await broken.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }])
    const text = await fetch(url, { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' })
    expect(text.status).toBe(400)
  })
})

test('speech comes as samples or as a WAV whose end nobody knows yet, and is billed by character', async () => {
  await using rig = await started()
  const ask = { model: 'tts-1', voice: 'alloy', input: 'Hello there, everybody.' }
  const pcm = await rig.client.audio.speech.create({ ...ask, response_format: 'pcm' })
  expect(pcm.headers.get('content-type')).toBe('audio/pcm')
  const samples = await pcm.arrayBuffer()
  expect(samples.byteLength / 2 / 24_000).toBeCloseTo(toneSeconds(ask.input), 3)
  expect(rig.emulator.usd()).toBeCloseTo((ask.input.length * 15) / 1e6, 12)
  const wav = Buffer.from(
    await (await rig.client.audio.speech.create({ ...ask, response_format: 'wav' })).arrayBuffer(),
  )
  expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([
    'RIFF',
    24_000,
    0xffffffff,
  ])
  expect(wav.length).toBe(samples.byteLength + 44)
  const fast = await rig.client.audio.speech.create({ ...ask, response_format: 'pcm', speed: 2 })
  expect((await fast.arrayBuffer()).byteLength).toBeLessThan(samples.byteLength)
})

test('a voice is told its language by the instructions', async () => {
  const languages: string[] = []
  const speak: Speak = (text, options) => {
    languages.push(options.language)
    return tone(text, options)
  }
  await using rig = await started({ speak })
  const ask = { model: 'gpt-4o-mini-tts', voice: 'marin', input: 'No', response_format: 'pcm' } as const
  await rig.client.audio.speech.create({ ...ask, instructions: 'Speak German, please, not French.' })
  await rig.client.audio.speech.create(ask)
  expect(languages).toEqual(['de', 'en'])
})

describe('speech that OpenAI refuses', () => {
  test.each([
    ['an unknown model', { model: 'tts-2' }, 404, 'model_not_found'],
    ['an empty text', { input: '' }, 400, 'invalid_value'],
    ['a text of more than 4096 characters', { input: 'a'.repeat(4097) }, 400, 'invalid_value'],
    ['a voice of a newer model', { voice: 'marin' }, 400, 'invalid_value'],
    ['instructions for a model of 2023', { instructions: 'Speak Spanish.' }, 400, 'unsupported_parameter'],
    ['too fast', { speed: 5 }, 400, 'invalid_value'],
    ['an unknown field', { sample_rate: 48_000 }, 400, 'unknown_parameter'],
  ] as const)('%s', async (_what, change, status, code) => {
    await using rig = await started()
    const body = { model: 'tts-1', voice: 'alloy', input: 'Hi', response_format: 'pcm', ...change } as const
    await expect(rig.client.audio.speech.create(body)).rejects.toMatchObject({ status, code })
    expect(rig.emulator.usd()).toBe(0)
  })

  test('any, from 2027-01-06 on', async () => {
    await using rig = await started({ today: '2027-01-06' })
    const ask = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hi', response_format: 'pcm' } as const
    await expect(rig.client.audio.speech.create(ask)).rejects.toMatchObject({ status: 404, code: 'model_not_found' })
    const { data } = await rig.client.models.list()
    expect(data.map(({ id }) => id).filter((id) => id.includes('tts'))).toEqual([])
  })
})
