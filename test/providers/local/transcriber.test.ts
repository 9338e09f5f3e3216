import { writeFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { localAccount } from '../../../src/providers/local/local-server.ts'
import { localTranscriber } from '../../../src/providers/local/transcriber.ts'
import { startOpenAI } from '../../rig/emulators/openai.ts'
import type { Quirk } from '../../rig/emulators/openai-service.ts'
import { callsOf, failure, options } from '../openai/say.ts'
import { sounds } from '../sounds.ts'
import { models, oddServer } from './odd-server.ts'

const folder = await sounds()
afterAll(() => folder[Symbol.asyncDispose]())
const path = await folder.write('speech.wav', 4, (time) => Math.sin(time * 2000) / 2)

const WORDS = ['Hello,', 'my', 'friends.', 'All', 'is', 'well.'].map((text, at) => ({
  text,
  start: at / 2,
  end: at / 2 + 0.4,
}))
const server = (...quirks: Quirk[]) => startOpenAI({ quirks, keyless: true, listen: { language: 'en', words: WORDS } })
const transcriber = (baseUrl: string, model?: string) =>
  localTranscriber({ baseUrl, model }, callsOf(localAccount('stt')))
const hear = (baseUrl: string, language: string | null = null, terms: readonly string[] = []) =>
  transcriber(baseUrl).transcribe({ path, language, terms }, options())

test.each([['speaches'], ['localai'], ['no-usage']] as const)('hears words and the language (%s)', async (quirk) => {
  await using emulator = await server(quirk)
  const { language, words } = await hear(emulator.url)
  expect(language).toBe('en')
  expect(words.map(({ text, start, end }) => ({ text, start, end }))).toEqual(WORDS)
  expect(words.flatMap(({ last }, at) => (last ? [at] : []))).toEqual([2, 5])
})

test('says the language and the terms, and sends a file that can be sent again', async () => {
  await using emulator = await server('speaches')
  emulator.misbehave({ kind: 'status', status: 503 }, { path: /transcriptions/ })
  const { language } = await hear(emulator.url, 'en-GB', ['Ytdub', 'Aura'])
  expect(language).toBe('en-GB')
  const sent = emulator.calls.filter(({ trade }) => trade === 'stt')
  expect(sent).toHaveLength(2)
  for (const { body, headers } of sent) {
    expect(Number(headers['content-length'])).toBe(body.length)
    expect(body.toString('latin1')).toMatch(/filename="speech\.ogg"/)
    expect(body.toString('latin1')).toMatch(/name="prompt"\s+Ytdub, Aura/)
    expect(body.toString('latin1')).toMatch(/name="language"\s+en\r/)
  }
})

test.each([['no-timestamps'], ['ollama']] as const)(
  'a server that gives no times is named as such (%s)',
  async (quirk) => {
    await using emulator = await server(quirk)
    expect(await failure(hear(emulator.url))).toMatchObject({
      code: 'config',
      message: expect.stringContaining('not when'),
      hint: expect.stringContaining('speaches'),
    })
  },
)

test('a server that refuses to be asked for times of words is asked without (vLLM)', async () => {
  const segments = [{ text: ' Hello there.', start: 0, end: 2 }]
  await using odd = await oddServer({
    '/models': models('w'),
    '/audio/transcriptions': [
      { status: 400, body: { error: { message: 'timestamp_granularities: word is not supported' } } },
      { body: { text: 'Hello there.', language: 'en', segments } },
    ],
  })
  const { words } = await hear(odd.url)
  expect(words.map(({ text }) => text)).toEqual(['Hello', 'there.'])
  expect(odd.asked.at(-1)?.body).not.toContain('timestamp_granularities')
})

test('a server that does not say the language has to be told it', async () => {
  const answer = { text: 'Hi', words: [{ word: 'Hi', start: 0, end: 1 }] }
  await using odd = await oddServer({ '/models': models('w'), '/audio/transcriptions': { body: answer } })
  expect(await failure(hear(odd.url))).toMatchObject({ code: 'input', hint: expect.stringContaining('--from') })
  expect((await hear(odd.url, 'de')).language).toBe('de')
})

test('hears nothing in silence, and that is no failure', async () => {
  await using odd = await oddServer({
    '/models': models('w'),
    '/audio/transcriptions': { body: { text: '', language: 'english', segments: [], words: [] } },
  })
  expect(await hear(odd.url)).toEqual({ language: 'en', words: [] })
})

test.each([
  { error: 'model SECRET runner crashed' },
  { detail: { error: 'x', message: 'SECRET', type: 'y' } },
  { detail: 'SECRET' },
])('an error under another key is understood by its status, and not repeated (%j)', async (body) => {
  await using odd = await oddServer({ '/models': models('w'), '/audio/transcriptions': { status: 500, body } })
  const told = await failure(hear(odd.url))
  expect(told).toMatchObject({ code: 'vendor', message: expect.stringContaining('speech recognition server') })
  expect(JSON.stringify(told)).not.toContain('SECRET')
})

test('a transcript that is none is asked for again', async () => {
  await using emulator = await server('speaches')
  emulator.misbehave({ kind: 'html' }, { path: /transcriptions/ })
  expect((await hear(emulator.url)).words).toHaveLength(6)
})

test('refuses a language that Whisper does not hear', async () => {
  expect(await failure(hear('http://127.0.0.1:9', 'eo'))).toMatchObject({ code: 'input' })
  expect(transcriber('http://127.0.0.1:9').languages).not.toContain('eo')
})

test('without a base URL it says which setting', async () => {
  const unset = localTranscriber({}, callsOf(localAccount('stt')))
  const told = { code: 'config', hint: expect.stringContaining('export YTDUB_STT_BASE_URL=') }
  expect(await failure(unset.model())).toMatchObject(told)
  expect(await failure(unset.transcribe({ path, language: null, terms: [] }, options()))).toMatchObject(told)
})

test('is cut off at once', async () => {
  await using emulator = await server('speaches')
  emulator.misbehave({ kind: 'hang-before-headers' }, { path: /transcriptions/ })
  const cut = new AbortController()
  const hearing = transcriber(emulator.url).transcribe({ path, language: null, terms: [] }, options(cut.signal))
  await expect.poll(() => emulator.calls.some(({ trade }) => trade === 'stt')).toBe(true)
  cut.abort()
  expect(await failure(hearing)).toMatchObject({ code: 'interrupted' })
})

test('a file that is gone is no fault of the server', async () => {
  await using emulator = await server('speaches')
  await writeFile(folder.path('gone.wav'), '')
  const told = transcriber(emulator.url).transcribe({ path: folder.path('none'), language: null, terms: [] }, options())
  await expect(told).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|ERR_/) })
})
