import { expect, test } from 'vitest'
import { localServer } from '../../../src/providers/local/local-server.ts'
import { failure } from '../openai/say.ts'
import { models, oddServer } from './odd-server.ts'

test('the model that was named is used, and no other', async () => {
  await using server = await oddServer({ '/models': models('a', 'b') })
  expect(await localServer('llm', { baseUrl: server.url, model: 'b' }).model()).toBe('b')
})

test('the only model need not be named', async () => {
  await using server = await oddServer({ '/models': models('qwen') })
  const { model } = localServer('llm', { baseUrl: server.url.replace('/v1', '') })
  expect([await model(), await model()]).toEqual(['qwen', 'qwen'])
  expect(server.asked).toHaveLength(1)
})

test('of several a person has to name one, and reads which there are', async () => {
  await using server = await oddServer({ '/models': models('qwen', 'llama') })
  expect(await failure(localServer('llm', { baseUrl: server.url }).model())).toMatchObject({
    code: 'config',
    message: expect.stringContaining('qwen, llama'),
    hint: 'Say which one: --llm local:qwen',
  })
})

test.each([
  ['llm', ['llama3', 'nomic-embed-text'], 'llama3'],
  ['llm', ['llama3', 'whisper-large', 'kokoro'], 'llama3'],
  ['tts', ['tts-1', 'tts-1-hd', 'kokoro'], 'kokoro'],
  ['tts', ['tts-1', 'tts-1-hd'], 'tts-1'],
  ['stt', ['whisper-1', 'whisper-large'], 'whisper-large'],
  ['stt', ['whisper-1'], 'whisper-1'],
] as const)('for %s, of %j, it is %s', async (trade, ids, id) => {
  await using server = await oddServer({ '/models': models(...ids) })
  expect(await localServer(trade, { baseUrl: server.url }).model()).toBe(id)
})

test('a server that says what its models are for is believed (speaches)', async () => {
  const data = [
    { id: 'large-v3', task: 'automatic-speech-recognition' },
    { id: 'hexgrad', task: 'text-to-speech' },
  ]
  await using server = await oddServer({ '/models': { body: { data } } })
  expect(await localServer('stt', { baseUrl: server.url }).model()).toBe('large-v3')
  expect(await localServer('tts', { baseUrl: server.url }).model()).toBe('hexgrad')
})

test('a server without a list takes the model that is named; without a name it says so', async () => {
  await using server = await oddServer({})
  expect(await localServer('stt', { baseUrl: server.url, model: 'w' }).model()).toBe('w')
  expect(await failure(localServer('stt', { baseUrl: server.url }).model())).toMatchObject({
    code: 'config',
    hint: 'Say which one: --stt local:NAME',
  })
})

test('no base URL, nobody there, a key wanted: each says what to do', async () => {
  expect(await failure(localServer('tts', {}).model())).toMatchObject({
    code: 'config',
    hint: expect.stringContaining('export YTDUB_TTS_BASE_URL='),
  })
  const { url } = await (async () => {
    await using gone = await oddServer({})
    return gone
  })()
  expect(await failure(localServer('tts', { baseUrl: url, model: 'x' }).model())).toMatchObject({
    code: 'config',
    message: expect.stringContaining(url),
    hint: expect.stringContaining('Start it'),
  })
  await using locked = await oddServer({ '/models': { status: 401, body: { error: 'SECRET' } } })
  const refused = await failure(localServer('tts', { baseUrl: locked.url }).model())
  expect(refused).toMatchObject({ code: 'auth', message: expect.not.stringContaining('SECRET') })
})

test('a server that was not there may be started meanwhile', async () => {
  await using server = await oddServer({ '/models': [{ status: 503, body: {} }, models('one')] })
  const { model } = localServer('llm', { baseUrl: server.url })
  expect(await failure(model())).toMatchObject({ code: 'config' })
  expect(await model()).toBe('one')
})
