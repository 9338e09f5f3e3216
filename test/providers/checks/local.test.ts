import { execFileSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { checkLocal } from '../../../src/providers/checks/local.ts'
import { startOpenAI } from '../../rig/emulators/openai.ts'
import type { Quirk } from '../../rig/emulators/openai-service.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { models, oddServer } from '../local/odd-server.ts'
import { wav } from '../sounds.ts'

const folder = await temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())
const recording = folder.at('sentence.ogg')
const silence = wav(Array.from({ length: 32_000 }, () => 0))
execFileSync('ffmpeg', ['-v', 'error', '-i', '-', '-c:a', 'libopus', recording], { input: silence })

const WORDS = [{ text: 'One.', start: 0, end: 0.5 }]
const server = (...quirks: Quirk[]) => startOpenAI({ quirks, keyless: true, listen: { language: 'en', words: WORDS } })
const NOTHING = { stt: {}, llm: {}, tts: {}, recording }

test('nothing is set up: that is no fault, and the settings are named', async () => {
  const found = await checkLocal(NOTHING)
  expect(found.map(({ status }) => status)).toEqual(['unset', 'unset', 'unset'])
  expect(found.map(({ hint }) => hint).join()).toMatch(
    /YTDUB_STT_BASE_URL.*sttBaseUrl.*YTDUB_LLM_BASE_URL.*llmBaseUrl.*YTDUB_TTS_BASE_URL.*ttsBaseUrl/,
  )
})

test('servers that can do everything', async () => {
  await using speaches = await server('speaches')
  await using ollama = await server('localai')
  await using kokoro = await server('kokoro')
  const found = await checkLocal({
    stt: { baseUrl: speaches.url },
    llm: { baseUrl: ollama.url },
    tts: { baseUrl: kokoro.url },
    recording,
  })
  expect(found.filter(({ status }) => status !== 'works')).toEqual([])
  expect(Object.fromEntries(found.map(({ name, detail }) => [name, detail]))).toMatchObject({
    'Local speech recognition': expect.stringContaining('local-model'),
    'Local speech recognition: word times': '1 words heard, each with its time',
    'Local translation: JSON schema': 'answers keep to it',
    'Local speech: voices': expect.stringContaining('es 2'),
    'Local speech: sound': expect.stringContaining('WAV'),
  })
})

test('no times, no schema, no list of voices: each is found, with what to do', async () => {
  await using ollama = await server('ollama')
  await using fenced = await server('no-json-schema')
  await using piper = await oddServer({ '/models': models('piper') })
  const found = await checkLocal({
    stt: { baseUrl: ollama.url },
    llm: { baseUrl: fenced.url },
    tts: { baseUrl: piper.url },
    recording,
  })
  const failing = found.filter(({ status }) => status === 'fails')
  expect(failing.map(({ name, hint }) => [name, hint])).toEqual([
    ['Local speech recognition: word times', expect.stringContaining('speaches')],
    ['Local translation: JSON schema', expect.stringContaining('json_schema')],
    ['Local speech: voices', expect.stringContaining('ttsVoices')],
    ['Local speech: sound', expect.stringContaining('ttsVoices')],
  ])
})

test('a server that is not there is asked nothing more', async () => {
  const found = await checkLocal({ ...NOTHING, tts: { baseUrl: 'http://127.0.0.1:9/v1' } })
  expect(found.filter(({ status }) => status === 'fails')).toEqual([
    expect.objectContaining({ name: 'Local speech', hint: expect.stringContaining('Start it') }),
  ])
})

test('several models: which one is to be named', async () => {
  await using odd = await oddServer({ '/models': models('a', 'b') })
  const found = await checkLocal({ ...NOTHING, llm: { baseUrl: odd.url } })
  expect(found).toContainEqual(
    expect.objectContaining({ name: 'Local translation', hint: expect.stringContaining('--llm local:a') }),
  )
})
