import { afterEach, expect, test, vi } from 'vitest'
import { openaiClient } from '../../../src/providers/openai/client.ts'

afterEach(() => vi.unstubAllEnvs())

test.for([
  [undefined, 'https://api.openai.com/v1'],
  ['http://localhost:11434', 'http://localhost:11434/v1'],
  ['http://localhost:11434/', 'http://localhost:11434/v1'],
  ['http://localhost:11434/v1/', 'http://localhost:11434/v1'],
  ['https://proxy.example/openai/v1?tenant=a', 'https://proxy.example/openai/v1?tenant=a'],
] as const)('%s is asked at %s', async ([baseUrl, asked]) => {
  expect((await openaiClient({ apiKey: 'k', baseUrl })).baseURL).toBe(asked)
})

test('takes nothing from the environment, and does not try again by itself', async () => {
  for (const name of ['BASE_URL', 'API_KEY', 'ADMIN_KEY', 'ORG_ID', 'PROJECT_ID'])
    vi.stubEnv(`OPENAI_${name}`, 'http://x')
  vi.stubEnv('OPENAI_LOG', 'debug')
  expect(await openaiClient({ apiKey: 'k' })).toMatchObject({
    apiKey: 'k',
    adminAPIKey: null,
    organization: null,
    project: null,
    baseURL: 'https://api.openai.com/v1',
    maxRetries: 0,
    logLevel: 'off',
  })
})

test('needs no key for a server of one’s own', async () => {
  expect((await openaiClient({ baseUrl: 'http://localhost:1' })).apiKey).toBe('none')
})

test('a key that cannot be one is refused before anything quotes it', async () => {
  for (const apiKey of ['', 'sk-SECRET\n', ' sk-SECRET', 'sk-SECRÉT']) {
    const failure = { code: 'auth', message: expect.not.stringContaining('SECR') }
    await expect(openaiClient({ apiKey })).rejects.toMatchObject(failure)
  }
})

test('what is no URL is refused', async () => {
  await expect(openaiClient({ baseUrl: 'localhost' })).rejects.toMatchObject({ code: 'config' })
})
