import { afterAll, beforeEach, expect, test } from 'vitest'
import { checkDeepgram } from '../../../src/providers/checks/deepgram.ts'
import { checkOpenAI } from '../../../src/providers/checks/openai.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../../rig/emulators/openai.ts'
import { models, oddServer } from '../local/odd-server.ts'

const openai = await startOpenAI()
afterAll(() => openai[Symbol.asyncDispose]())
beforeEach(() => openai.behave())
const SECRET = 'sk-SECRET-of-somebody'

test('OpenAI: the key is good, the models are there, and it cost nothing', async () => {
  const found = await checkOpenAI({ apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.url })
  expect(found).toMatchObject({ status: 'works', detail: expect.stringMatching(/gpt-6-luna.*gpt-realtime/) })
  expect(openai.usd()).toBe(0)
})

test('OpenAI: no key, a wrong one, one that cannot be one, out of order, not there', async () => {
  expect(await checkOpenAI({})).toMatchObject({ status: 'unset', hint: expect.stringContaining('OPENAI_API_KEY') })
  const found = await Promise.all([
    checkOpenAI({ apiKey: SECRET, baseUrl: openai.url }),
    checkOpenAI({ apiKey: `${SECRET}\n`, baseUrl: openai.url }),
    checkOpenAI({ apiKey: SECRET, baseUrl: 'http://127.0.0.1:9' }),
  ])
  openai.misbehave({ kind: 'status', status: 503 })
  found.push(await checkOpenAI({ apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.url }))
  openai.misbehave({ kind: 'html' })
  found.push(await checkOpenAI({ apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.url }))
  expect(found.map(({ status }) => status)).toEqual(Array.from(found, () => 'fails'))
  expect(found.filter(({ hint }) => hint === undefined)).toEqual([])
  expect(found[0]).toMatchObject({ detail: 'It refuses the key.' })
  expect(JSON.stringify(found)).not.toContain('SECRET')
})

test('OpenAI: a key that may not use the model', async () => {
  await using odd = await oddServer({ '/models': models('gpt-5') })
  expect(await checkOpenAI({ apiKey: 'k', baseUrl: odd.url })).toMatchObject({
    status: 'fails',
    hint: expect.stringContaining('--llm openai:'),
  })
})

test('Deepgram: the key is good, refused, not known; the vendor out of order or not there', async () => {
  const check = async (status: number) => {
    await using odd = await oddServer({ '/auth/token': { status, body: {} } })
    return await checkDeepgram({ apiKey: SECRET, baseUrl: odd.url.replace('/v1', '') })
  }
  expect(await check(200)).toMatchObject({ status: 'works', detail: 'key accepted' })
  expect(await check(401)).toMatchObject({ status: 'fails', hint: expect.stringContaining('DEEPGRAM_API_KEY') })
  expect(await check(404)).toMatchObject({ status: 'works' })
  expect(await check(503)).toMatchObject({ status: 'fails', detail: expect.stringContaining('503') })
  expect(await checkDeepgram({})).toMatchObject({ status: 'unset' })
  const lost = await checkDeepgram({ apiKey: `${SECRET}\n`, baseUrl: 'http://127.0.0.1:9' })
  expect(lost).toMatchObject({ status: 'fails', hint: expect.any(String) })
  expect(JSON.stringify(lost)).not.toContain('SECRET')
})
