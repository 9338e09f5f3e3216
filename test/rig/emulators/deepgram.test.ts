import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text as textFrom } from 'node:stream/consumers'
import { DeepgramClient, DeepgramError } from '@deepgram/sdk'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { EMULATED_DEEPGRAM_KEY, startDeepgram } from './deepgram.ts'
import type { Fault } from './faults.ts'
import { wavFile } from './sounds.ts'
import { tone, toneSeconds } from './speaking.ts'

const SPEECH = {
  language: 'en',
  words: [
    { text: 'Hello,', start: 0.2, end: 0.5, speaker: 0 },
    { text: 'Bob.', start: 0.5, end: 0.8, speaker: 0 },
    { text: 'Hi.', start: 0.9, end: 1.1, speaker: 1 },
    { text: 'Good', start: 2.4, end: 2.6, speaker: 1 },
    { text: 'morning.', start: 2.6, end: 3, speaker: 1 },
    { text: 'Late.', start: 9, end: 9.5, speaker: 0 },
  ],
}
const voiced = tone('x'.repeat(54), { voice: 'x', sampleRate: 16_000, speed: 1 })
const recording = wavFile(voiced, 16_000)
/** As ffprobe rounds it. */
const seconds = Math.round((voiced.length / 16_000) * 1e6) / 1e6

const emulator = await startDeepgram({ listen: SPEECH })
afterAll(() => emulator[Symbol.asyncDispose]())
beforeEach(() => emulator.behave())

const client = (apiKey = EMULATED_DEEPGRAM_KEY) =>
  new DeepgramClient({ apiKey, baseUrl: emulator.url, maxRetries: 0, timeoutInSeconds: 1 })
const blob = (bytes: Uint8Array<ArrayBuffer> = new Uint8Array(recording), type = 'audio/wav') =>
  new Blob([bytes], { type })

type ListenParams = NonNullable<Parameters<DeepgramClient['listen']['v1']['media']['transcribeFile']>[1]>
const NOVA_3: ListenParams = { model: 'nova-3', language: 'en', smart_format: true }
const listen = (params: ListenParams = NOVA_3, input = blob()) => client().listen.v1.media.transcribeFile(input, params)

type SpeakParams = Parameters<DeepgramClient['speak']['v1']['audio']['generate']>[0]
const SPEAK = { model: 'aura-2-celeste-es', encoding: 'linear16', container: 'none', sample_rate: 48_000 } as const
const speak = (params: Partial<SpeakParams> = {}) =>
  client().speak.v1.audio.generate({ text: 'Hola, ¿qué tal?', ...SPEAK, ...params } as SpeakParams)

/** What the SDK throws, as far as it tells. */
async function refusalOf(attempt: Promise<unknown>): Promise<{ status: unknown; body: unknown; message: string }> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DeepgramError)) throw new Error(`not refused: ${String(error)}`)
  return { status: error.statusCode, body: error.body, message: error.message }
}

/** A request as no SDK would send it. */
const bare = (path: string, init: RequestInit = {}) =>
  fetch(emulator.url + path, {
    method: 'POST',
    ...init,
    headers: { authorization: `Token ${EMULATED_DEEPGRAM_KEY}`, ...init.headers },
  })

describe('transcription', () => {
  test('tells words, speakers and utterances, as long as the upload is', async () => {
    const before = emulator.usd()
    const params: ListenParams = {
      ...NOVA_3,
      diarize_model: 'latest',
      utterances: true,
      utt_split: 1,
      keyterm: ['Bob', 'Báz Q'],
    }
    const { data, rawResponse } = await client().listen.v1.media.transcribeFile(blob(), params).withRawResponse()
    expect(rawResponse.headers.get('dg-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(data).toMatchObject({
      metadata: { request_id: rawResponse.headers.get('dg-request-id'), duration: seconds, channels: 1 },
      results: {
        channels: [
          {
            alternatives: [
              {
                transcript: 'Hello, Bob. Hi. Good morning.',
                words: [{ word: 'hello', punctuated_word: 'Hello,', start: 0.2, speaker: 0 }, {}, {}, {}, { end: 3 }],
                paragraphs: {
                  paragraphs: [
                    { num_words: 2, speaker: 0 },
                    { sentences: [{ text: 'Hi.' }, {}], speaker: 1 },
                  ],
                },
              },
            ],
          },
        ],
        utterances: [
          { transcript: 'Hello, Bob.', speaker: 0, start: 0.2, end: 0.8 },
          { transcript: 'Hi.', speaker: 1 },
          { transcript: 'Good morning.', speaker: 1, start: 2.4 },
        ],
      },
    })
    expect(emulator.usd() - before).toBeCloseTo(((0.0077 + 0.002) * seconds) / 60, 10)
    const { query, headers, body, trade, status } = emulator.calls.at(-1)!
    expect({ trade, status, type: headers['content-type'], bytes: body.length }).toEqual({
      trade: 'stt',
      status: 200,
      type: 'audio/wav',
      bytes: recording.length,
    })
    expect(query.getAll('keyterm')).toEqual(['Bob', 'Báz Q'])
  })

  test('tells nothing that was not asked for', async () => {
    const { results } = (await listen({ model: 'nova-3' })) as unknown as {
      results: { channels: { alternatives: { transcript: string; words: object[] }[] }[] }
    }
    expect(Object.keys(results)).toEqual(['channels'])
    expect(Object.keys(results.channels[0]!)).toEqual(['alternatives'])
    expect(results.channels[0]!.alternatives[0]!.transcript).toBe('hello bob hi good morning')
    expect(Object.keys(results.channels[0]!.alternatives[0]!.words[0]!)).toEqual(['word', 'start', 'end', 'confidence'])
  })

  test('finds the language out, and tells several apart', async () => {
    expect(await listen({ model: 'nova-3', detect_language: true })).toMatchObject({
      results: { channels: [{ detected_language: 'en', language_confidence: 0.97 }] },
    })
    const before = emulator.usd()
    expect(await listen({ model: 'nova-3', language: 'multi' })).toMatchObject({
      results: { channels: [{ alternatives: [{ languages: ['en'], words: [{ language: 'en' }, {}, {}, {}, {}] }] }] },
    })
    expect(emulator.usd() - before).toBeCloseTo((0.0092 * seconds) / 60, 10)
  })

  test.each([
    ['an unknown model', { model: 'nova-33' }, 403, 'access to the requested model'],
    ['a language that it does not hear', { language: 'gl' }, 400, 'No such model/language'],
    ['an unknown language to find', { detect_language: ['en', 'xx'] }, 400, 'No such model/language'],
    ['diarization asked for twice', { diarize: true, diarize_model: 'v2' }, 400, 'cannot be used together'],
    ['an unknown diarizer', { diarize_model: 'v9' }, 400, 'diarize_model'],
    ['keywords', { keywords: ['Bob:2'] }, 400, 'Keywords are not supported'],
    ['keyterms of another model', { model: 'nova-2', keyterm: ['Bob'] }, 400, 'Keyterm'],
    [
      'too many keyterms',
      { keyterm: Array.from({ length: 501 }, (_, index) => `a${index % 9}`) },
      400,
      'Keyterm limit exceeded',
    ],
    ['an unknown parameter', { pucntuate: true }, 400, 'unknown field `pucntuate`'],
    ['a yes that is none', { punctuate: 'yes' }, 400, 'punctuate'],
    ['one parameter twice', { language: ['en', 'es'] }, 400, 'duplicate field'],
    ['a pause for utterances that nobody wants', { utt_split: 1 }, 400, 'utt_split'],
  ])('refuses %s', async (_what, params, status, message) => {
    // By hand: the SDK drops what it does not know.
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...NOVA_3, ...params })) {
      for (const each of [value].flat()) query.append(name, String(each))
    }
    const answer = await bare(`/v1/listen?${query.toString()}`, {
      body: new Uint8Array(recording),
      headers: { 'content-type': 'audio/wav' },
    })
    expect(answer.status).toBe(status)
    const body = (await answer.json()) as { err_msg: string; err_code: string; request_id: string }
    expect(body.err_msg).toContain(message)
    expect(body.request_id).toBe(answer.headers.get('dg-request-id'))
  })

  test.each([
    [
      'no recording',
      new Uint8Array(Buffer.from('these are words and no sound at all')),
      'audio/wav',
      400,
      'corrupt or unsupported',
    ],
    ['nothing', new Uint8Array(), 'audio/wav', 400, 'no audio data'],
    ['text', new Uint8Array(recording), 'text/plain', 415, 'media type'],
  ])('refuses %s', async (_what, bytes, type, status, message) => {
    const refused = await refusalOf(listen(NOVA_3, blob(bytes, type)))
    expect(refused).toMatchObject({ status, body: { err_msg: expect.stringContaining(message) } })
  })

  test('refuses more than 2 GB before they are sent', async () => {
    const headers = { authorization: `Token ${EMULATED_DEEPGRAM_KEY}`, 'content-length': '2000000001' }
    const sending = httpRequest(`${emulator.url}/v1/listen?model=nova-3`, { method: 'POST', headers })
    sending.on('error', () => {}) // The other side closes: most of it was never sent.
    sending.flushHeaders()
    const response = await new Promise<IncomingMessage>((resolve) => sending.once('response', resolve))
    const body = await textFrom(response)
    sending.destroy()
    expect([response.statusCode, body]).toEqual([413, expect.stringContaining('PAYLOAD_TOO_LARGE')])
  })
})

describe('speech', () => {
  test('lasts as long as its text, and comes in pieces with what Deepgram tells of it', async () => {
    const before = emulator.usd()
    const { data, rawResponse } = await client()
      .speak.v1.audio.generate({ text: 'Hola, ¿qué tal?', ...SPEAK })
      .withRawResponse()
    const bytes = await data.arrayBuffer()
    expect(bytes.byteLength).toBe(2 * Math.round(toneSeconds('Hola, ¿qué tal?') * 48_000))
    expect(Object.fromEntries(rawResponse.headers)).toMatchObject({
      'content-type': 'audio/l16;rate=48000',
      'dg-model-name': 'aura-2-celeste-es',
      'dg-model-uuid': expect.stringMatching(/^[\da-f-]{36}$/),
      'dg-char-count': '15',
      'dg-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
      'transfer-encoding': 'chunked',
    })
    expect(emulator.usd() - before).toBeCloseTo((15 * 0.03) / 1000, 10)
    const samples = new Int16Array(bytes)
    expect(samples.subarray(0, 4800).every((sample) => sample === 0)).toBe(true)
    expect(samples.subarray(-4800).every((sample) => sample === 0)).toBe(true)
    expect(Math.max(...samples)).toBeGreaterThan(5000)
  })

  test('has the header of an endless WAV where that is asked for', async () => {
    const wav = Buffer.from(await (await speak({ container: 'wav', sample_rate: 16_000 })).arrayBuffer())
    expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([
      'RIFF',
      16_000,
      0x7fff_ffff,
    ])
  })

  test('takes a pace where its language has one', async () => {
    const length = async (speed: number) => (await (await speak({ speed } as object)).arrayBuffer()).byteLength
    expect(await length(1.5)).toBeLessThan(await length(1))
  })

  test.each([
    ['an unknown voice', { model: 'aura-2-thalia-es' }, 400, 'No such model/language/tier'],
    ['a rate of its own for MP3', { encoding: 'mp3', container: undefined }, 400, 'sample_rate'],
    ['a rate that linear16 has not', { sample_rate: 44_100 }, 400, '`sample_rate` must be'],
    ['a container that linear16 has not', { container: 'ogg' }, 400, 'container'],
    ['a bit rate of linear16', { bit_rate: 48_000 }, 400, 'bit_rate'],
    ['a pace in French', { model: 'aura-2-agathe-fr', speed: 1.1 }, 400, '`speed` is not supported'],
    ['a pace out of bounds', { speed: 1.6 }, 400, '`speed` must be between'],
    ['an unknown encoding', { encoding: 'pcm' }, 400, 'encoding'],
    ['no text', { text: ' \n' }, 400, 'no characters'],
    ['a text that is too long', { text: 'a'.repeat(2001) }, 413, 'maximum character limit of 2000'],
  ])('refuses %s', async (_what, params, status, message) => {
    const refused = await refusalOf(speak(params as object))
    expect(refused).toMatchObject({ status, body: { err_msg: expect.stringContaining(message) } })
  })

  test('takes 2000 characters, whatever they are made of', async () => {
    expect((await (await speak({ text: '𝄞'.repeat(2000) })).arrayBuffer()).byteLength).toBeGreaterThan(0)
  })

  test.each([
    ['more than a text', JSON.stringify({ text: 'Hola', model: 'aura-2-celeste-es' }), 'application/json', 400],
    ['what is no JSON', '{"text":', 'application/json', 400],
    ['a form', 'text=Hola', 'application/x-www-form-urlencoded', 415],
    ['more than 2 MB', JSON.stringify({ text: 'a'.repeat(2_000_000) }), 'application/json', 413],
  ])('refuses a body with %s', async (_what, body, type, status) => {
    const query = new URLSearchParams(Object.entries(SPEAK).map(([name, value]) => [name, String(value)]))
    const answer = await bare(`/v1/speak?${query.toString()}`, { body, headers: { 'content-type': type } })
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ err_msg: expect.any(String) }),
    ])
  })

  test('says loudly what it cannot emulate', async () => {
    expect(await refusalOf(speak({ encoding: 'flac', container: undefined } as object))).toMatchObject({ status: 501 })
  })

  test('really speaks, where that is wanted', async () => {
    await using speaking = await startDeepgram({ speak: 'espeak' })
    const own = new DeepgramClient({ apiKey: EMULATED_DEEPGRAM_KEY, baseUrl: speaking.url, maxRetries: 0 })
    const spoken = await own.speak.v1.audio.generate({ text: 'Buenos días a todos.', ...SPEAK })
    const samples = new Int16Array(await spoken.arrayBuffer())
    expect(samples.length / 48_000).toBeGreaterThan(0.8)
    expect(samples.length / 48_000).toBeLessThan(3)
    expect(samples.some((sample) => Math.abs(sample) > 1000)).toBe(true)
  })
})

describe('the door', () => {
  test.each([
    ['a wrong key', { authorization: 'Token nobody' }],
    ['a key that does not say Token', { authorization: `Bearer ${EMULATED_DEEPGRAM_KEY}` }],
    ['no key', { authorization: '' }],
  ])('refuses %s', async (_what, headers) => {
    const answer = await bare('/v1/speak?model=aura-2-thalia-en', { body: '{"text":"Hi"}', headers })
    expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ err_code: 'INVALID_AUTH' })])
  })

  test('refuses other paths and methods', async () => {
    expect((await bare('/v1/read')).status).toBe(404)
    expect((await bare('/v1/listen', { method: 'PUT', body: 'x' })).status).toBe(405)
  })

  test('needs no key where it is told so', async () => {
    await using open = await startDeepgram({ keyless: true })
    const answer = await fetch(`${open.url}/v1/speak?model=aura-2-thalia-en&encoding=linear16`, {
      method: 'POST',
      body: '{"text":"Hi"}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(200)
  })
})

describe('misbehaving, as the SDK sees it', () => {
  const faults: readonly [Fault, object][] = [
    [
      { kind: 'too-many', retryAfter: 'none' },
      { statusCode: 429, body: { err_code: 'TOO_MANY_REQUESTS' } },
    ],
    [{ kind: 'status', status: 500 }, { statusCode: 500 }],
    [
      { kind: 'status', status: 503 },
      { statusCode: 503, body: { error_code: 'Service Unavailable' } },
    ],
    [{ kind: 'quota' }, { statusCode: 402, body: { err_code: 'ASR_PAYMENT_REQUIRED' } }],
    [{ kind: 'expired-key' }, { statusCode: 401, body: { err_code: 'INVALID_AUTH' } }],
    [{ kind: 'reset' }, { statusCode: undefined, cause: { cause: { code: 'ECONNRESET' } } }],
    [{ kind: 'refused' }, { statusCode: undefined, cause: { cause: { code: 'ECONNRESET' } } }],
    [{ kind: 'hang-before-headers' }, { statusCode: undefined, message: '"timeout"' }],
  ]
  test.each(faults)('%o', async (fault, seen) => {
    emulator.misbehave(fault)
    await expect(listen()).rejects.toMatchObject(seen)
    expect(emulator.calls.at(-1)).toMatchObject({ fault, usd: 0 })
  })

  test.each([
    ['seconds', /^3$/],
    ['date', /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/],
  ] as const)('429 with Retry-After in %s', async (retryAfter, form) => {
    emulator.misbehave({ kind: 'too-many', retryAfter, seconds: 3 })
    const error: unknown = await speak().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ statusCode: 429, body: { err_code: 'Too Many Requests' } })
    const header = error instanceof DeepgramError ? error.rawResponse?.headers.get('retry-after') : undefined
    expect(header).toMatch(form)
    if (retryAfter === 'date') expect(Date.parse(header!)).toBeGreaterThanOrEqual(emulator.calls.at(-1)!.at + 3000)
  })

  test.each([
    ['html', { ok: false, error: { reason: 'non-json' } }],
    ['bad-json', { ok: false, error: { reason: 'non-json' } }],
    ['empty', undefined],
    ['wrong-schema', { results: { channels: [{ alternatives: [{ words: 'none' }] }] } }],
  ] as const)('%s resolves', async (kind, seen) => {
    emulator.misbehave({ kind })
    const answer = (await listen()) as unknown
    if (seen === undefined) expect(answer).toBeUndefined()
    else expect(answer).toMatchObject(seen)
    expect(emulator.calls.at(-1)).toMatchObject({ status: 200 })
  })

  test('a body that is cut', async () => {
    emulator.misbehave({ kind: 'cut-body' })
    const spoken = await speak()
    await expect(spoken.arrayBuffer()).rejects.toThrow('terminated')
    expect(emulator.calls.at(-1)!.usd).toBeGreaterThan(0)
  })

  test('a body that never ends', async () => {
    emulator.misbehave({ kind: 'hang-after-headers' })
    const hangUp = new AbortController()
    const spoken = await client().speak.v1.audio.generate({ text: 'Hola', ...SPEAK }, { abortSignal: hangUp.signal })
    const body = spoken.arrayBuffer()
    hangUp.abort()
    await expect(body).rejects.toThrow('aborted')
  })

  test('slow bytes are all there', async () => {
    emulator.misbehave({ kind: 'slow-bytes', ms: 40 })
    expect((await (await speak()).arrayBuffer()).byteLength).toBe(
      2 * Math.round(toneSeconds('Hola, ¿qué tal?') * 48_000),
    )
  })
})
