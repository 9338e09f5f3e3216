import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../../src/dub/language.ts'
import { OPENAI_SPEECH } from '../../../src/providers/openai/account.ts'
import { openaiSpeech } from '../../../src/providers/openai/speech.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../../rig/emulators/openai.ts'
import { toneSeconds } from '../../rig/emulators/speaking.ts'
import { callsOf, failure, options, say } from './say.ts'

const openai = await startOpenAI({ key: EMULATED_OPENAI_KEY })
afterAll(() => openai[Symbol.asyncDispose]())
beforeEach(() => openai.behave())

const calls = callsOf(OPENAI_SPEECH)
const settings = { apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.url }
const speech = openaiSpeech(settings, calls)
const LINE = 'Hola, amigos: esto es una prueba.'
const bodyOf = (at = -1) => JSON.parse(openai.calls.at(at)!.body.toString('utf8')) as Record<string, unknown>

test('says a line: 24 kHz samples as long as the text takes', async () => {
  const spoken = await say(speech, LINE)
  expect(spoken).toMatchObject({ container: 'none', sampleRate: 24_000 })
  expect(spoken.bytes.length / 48_000).toBeCloseTo(toneSeconds(LINE), 2)
  expect(bodyOf()).toEqual({
    model: 'gpt-4o-mini-tts',
    voice: 'marin',
    input: LINE,
    response_format: 'pcm',
    instructions: expect.stringMatching(/Spanish.*word for word/s),
  })
})

test('names the region in its instructions', async () => {
  await say(speech, LINE, { language: 'es-419' })
  expect(bodyOf()['instructions']).toContain('Spanish (Latin America)')
})

test('the models of 2023 are given no instructions, and have fewer voices', async () => {
  const old = openaiSpeech({ ...settings, model: 'tts-1' }, calls)
  expect(await old.voices('es')).not.toContain('marin')
  await say(old, LINE)
  expect(bodyOf()).not.toHaveProperty('instructions')
})

test('the models of 2023 speak faster and slower by themselves, later ones pass over it', async () => {
  const old = openaiSpeech({ ...settings, model: 'tts-1-hd' }, calls)
  const { min = 0, max = 0 } = old.speeds?.('es') ?? {}
  for (const speed of [min, max]) {
    const line = { text: LINE, voice: 'coral', language: 'es', take: 1, speed }
    const { bytes } = await old.speak(line, options())
    expect(bodyOf()).toMatchObject({ speed })
    expect(bytes.length / 48_000).toBeCloseTo(toneSeconds(LINE, speed), 2)
  }
  expect(speech.speeds?.('es')).toBeUndefined()
})

test('every voice of every language is one that OpenAI knows; nobody speaks Esperanto', async () => {
  for (const { code } of LANGUAGES) expect((await speech.voices(code)).length).toBe(code === 'eo' ? 0 : 13)
  expect(await speech.voices('tlh')).toEqual([])
  for (const voice of await speech.voices('de')) {
    await speech.speak({ text: 'Hallo', voice, language: 'de', take: 1 }, options())
  }
})

test('refuses, before anything is paid, a voice that is none, and a line without words', async () => {
  const before = openai.calls.length
  const stranger = speech.speak({ text: LINE, voice: 'celeste', language: 'es', take: 1 }, options())
  expect(await failure(stranger)).toMatchObject({ code: 'usage', hint: expect.stringContaining('coral') })
  for (const text of ['', '  ', '…']) expect(await failure(say(speech, text))).toMatchObject({ code: 'vendor' })
  expect(openai.calls.length).toBe(before)
})

test('without a key it says which', async () => {
  const keyless = openaiSpeech({ baseUrl: openai.url }, calls)
  const missing = { code: 'auth', message: expect.stringContaining('OPENAI_API_KEY'), hint: expect.any(String) }
  expect(await failure(keyless.model())).toMatchObject(missing)
  expect(await failure(say(keyless, LINE))).toMatchObject(missing)
})

test('names its model and its last day', async () => {
  expect(await speech.model()).toBe('gpt-4o-mini-tts')
  expect(speech.until).toBe('2027-01-06')
  expect(speech.longest).toBeLessThanOrEqual(2000)
})

describe('what is no sound is asked for again', () => {
  test.each([
    { kind: 'html' },
    { kind: 'empty' },
    { kind: 'cut-body' },
    { kind: 'reset' },
    { kind: 'status', status: 503 },
    { kind: 'too-many', retryAfter: 'seconds', seconds: 1 },
  ] as const)('$kind', async (fault) => {
    const before = openai.calls.length
    openai.misbehave(fault)
    const spoken = await say(speech, LINE)
    expect(spoken.bytes.length / 48_000).toBeCloseTo(toneSeconds(LINE), 2)
    expect(openai.calls.length - before).toBe(2)
  })
})

test('a key that is refused is told as such, once, and not shown', async () => {
  const before = openai.calls.length
  const wrong = openaiSpeech({ ...settings, apiKey: 'sk-wrong-SECRET' }, calls)
  const { code, message, hint } = await failure(say(wrong, LINE))
  expect({ code, hint }).toMatchObject({ code: 'auth', hint: expect.stringContaining('OPENAI_API_KEY') })
  expect(`${message} ${hint}`).not.toMatch(/SECRET|Hola/)
  expect(openai.calls.length - before).toBe(1)
})

test('an account without credit is not asked twice', async () => {
  const before = openai.calls.length
  openai.misbehave({ kind: 'quota' })
  expect(await failure(say(speech, LINE))).toMatchObject({ code: 'auth', message: expect.stringContaining('credit') })
  expect(openai.calls.length - before).toBe(1)
})

test('a page instead of sound, again and again: a loud failure', async () => {
  openai.misbehave({ kind: 'html' }, { times: 9 })
  expect(await failure(say(speech, LINE))).toMatchObject({
    code: 'vendor',
    message: 'OpenAI sent text instead of sound.',
  })
})

test('is cut off at once', async () => {
  openai.misbehave({ kind: 'hang-after-headers' })
  const cut = new AbortController()
  const cutOff = say(speech, LINE, { signal: cut.signal })
  cut.abort()
  expect(await failure(cutOff)).toMatchObject({ code: 'interrupted' })
})

test('a hang meets its deadline', async () => {
  openai.misbehave({ kind: 'hang-before-headers' }, { times: 9 })
  const late = openaiSpeech(settings, callsOf(OPENAI_SPEECH, { late: true }))
  expect(await failure(say(late, LINE))).toMatchObject({ code: 'vendor', message: expect.stringContaining('in time') })
})
