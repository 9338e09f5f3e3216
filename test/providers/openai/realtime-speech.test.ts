import { readFile } from 'node:fs/promises'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { OPENAI_REALTIME } from '../../../src/providers/openai/account.ts'
import { openaiRealtimeSpeech } from '../../../src/providers/openai/realtime-speech.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../../rig/emulators/openai.ts'
import { toneSeconds } from '../../rig/emulators/speaking.ts'
import { callsOf, failure, options, say } from './say.ts'

const openai = await startOpenAI({ key: EMULATED_OPENAI_KEY })
afterAll(() => openai[Symbol.asyncDispose]())
beforeEach(() => openai.behave())

const certificate = await readFile(openai.certificate, 'utf8')
const calls = callsOf(OPENAI_REALTIME)
const settings = { apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.secureUrl, certificate }
const speech = openaiRealtimeSpeech(settings, calls)
const LINE = 'Hola, amigos: esto es una prueba.'

test('says a line over a socket of its own, and what it was billed by', async () => {
  const spoken = await say(speech, LINE)
  expect(spoken).toMatchObject({ container: 'none', sampleRate: 24_000 })
  expect(spoken.bytes.length / 48_000).toBeCloseTo(toneSeconds(LINE), 2)
  expect(spoken.units?.tts_audio_tokens).toBeGreaterThan(0)
  expect(spoken.units?.tts_text_tokens).toBeGreaterThan(0)
  expect(openai.talks.at(-1)).toMatchObject({
    model: 'gpt-realtime-2.1-mini',
    heard: [
      {
        type: 'session.update',
        session: { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice: 'marin' } } },
      },
      {
        type: 'response.create',
        response: {
          conversation: 'none',
          instructions: expect.stringContaining('Spanish'),
          input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: LINE }] }],
        },
      },
    ],
  })
})

test('every voice that it offers is one of the Realtime API', async () => {
  for (const voice of await speech.voices('de')) {
    await speech.speak({ text: 'Hallo', voice, language: 'de', take: 1 }, options())
  }
  expect(await speech.voices('eo')).toEqual([])
})

test('where it used words of its own it is asked again, more strictly, and both are counted', async () => {
  const once = await say(speech, LINE)
  const before = openai.talks.length
  openai.misbehave({ kind: 'wrong-schema', how: 'paraphrase' })
  const spoken = await say(speech, LINE)
  expect(spoken.bytes.length).toBe(once.bytes.length)
  const asked = openai.talks.slice(before).map(({ heard }) => JSON.stringify(heard))
  expect(asked).toHaveLength(2)
  expect(asked[0]).not.toContain('Every word as it is written')
  expect(asked[1]).toContain('Every word as it is written')
  expect(spoken.units!.tts_audio_tokens!).toBeGreaterThan(once.units!.tts_audio_tokens! * 1.9)
})

test('where it does so each time the line fails, without its words, and with what it cost', async () => {
  const once = await say(speech, LINE)
  openai.misbehave({ kind: 'wrong-schema', how: 'paraphrase' }, { times: 9 })
  const { code, message, hint, spent } = await failure(say(speech, LINE))
  expect(spent?.['tts_audio_tokens']).toBeGreaterThan(once.units!.tts_audio_tokens! * 1.5)
  expect({ code, hint }).toMatchObject({ code: 'vendor', hint: expect.stringContaining('script.json') })
  expect(message).toMatch(/words of its own/)
  expect(message).not.toContain('Hola')
})

describe('asked again after', () => {
  test.each([
    { kind: 'cut-body' },
    { kind: 'bad-json' },
    { kind: 'reset' },
    { kind: 'length' },
    { kind: 'refusal' },
    { kind: 'status', status: 500 },
    { kind: 'too-many', retryAfter: 'seconds', seconds: 1 },
  ] as const)('$kind', async (fault) => {
    const before = openai.calls.length
    openai.misbehave(fault)
    const spoken = await say(speech, LINE)
    expect(spoken.bytes.length / 48_000).toBeCloseTo(toneSeconds(LINE), 2)
    expect(openai.calls.length - before).toBe(2)
  })
})

test('a key that is refused, an empty account: told as such, once', async () => {
  const before = openai.calls.length
  const wrong = openaiRealtimeSpeech({ ...settings, apiKey: 'sk-wrong-SECRET' }, calls)
  const refused = await failure(say(wrong, LINE))
  expect(refused).toMatchObject({ code: 'auth', hint: expect.stringContaining('OPENAI_API_KEY') })
  expect(JSON.stringify(refused)).not.toContain('SECRET')
  openai.misbehave({ kind: 'quota' })
  expect(await failure(say(speech, LINE))).toMatchObject({ code: 'auth', message: expect.stringContaining('credit') })
  expect(openai.calls.length - before).toBe(2)
})

test('a certificate that nobody vouches for is told as such, once', async () => {
  const unsafe = openaiRealtimeSpeech({ apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.secureUrl }, calls)
  expect(await failure(say(unsafe, LINE))).toMatchObject({
    code: 'vendor',
    message: expect.stringMatching(/certificate|CERT/),
  })
})

test('without a key it says which', async () => {
  const keyless = openaiRealtimeSpeech({ baseUrl: openai.secureUrl }, calls)
  expect(await failure(keyless.model())).toMatchObject({
    code: 'auth',
    message: expect.stringContaining('OPENAI_API_KEY'),
  })
})

test('is cut off at once, and the socket with it', async () => {
  openai.misbehave({ kind: 'hang-after-headers' })
  const cut = new AbortController()
  const before = openai.talks.length
  const cutOff = say(speech, LINE, { signal: cut.signal })
  await expect.poll(() => openai.talks.length).toBe(before + 1)
  cut.abort()
  expect(await failure(cutOff)).toMatchObject({ code: 'interrupted' })
  await expect.poll(() => openai.calls.at(-1)?.ms).toBeDefined()
})

test.each(['hang-before-headers', 'hang-after-headers'] as const)('a %s meets its deadline', async (kind) => {
  openai.misbehave({ kind }, { times: 9 })
  const late = openaiRealtimeSpeech(settings, callsOf(OPENAI_REALTIME, { late: true }))
  expect(await failure(say(late, LINE))).toMatchObject({ code: 'vendor', message: expect.stringContaining('in time') })
  await expect.poll(() => openai.calls.every(({ ms }) => ms !== undefined)).toBe(true)
})
