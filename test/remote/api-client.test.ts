import { describe, expect, test } from 'vitest'
import { apiClient } from '../../src/remote/api-client.ts'
import { statusOf } from '../../src/remote/refusal.ts'
import { TOKEN } from '../rig/fake-api.ts'
import { never, noWait, startRemote } from './remote-rig.ts'

const id = 'job_0123456789ab'

describe('what fails for a moment', () => {
  for (const [what, answer] of Object.entries({
    'a server error': { status: 503 },
    'too many requests': { status: 429, headers: { 'retry-after': '7' } },
    'a connection that breaks': 'reset',
  } as const)) {
    test(`${what} is asked again`, async () => {
      await using remote = await startRemote()
      remote.api.answerNext(/GET/, answer)
      expect(await remote.client.jobs(10, never)).toEqual([])
      expect(remote.api.calls).toHaveLength(2)
    })
  }

  test('is left alone for as long as it asks for', async () => {
    await using remote = await startRemote()
    const waited: number[] = []
    const wait = async (ms: number) => void waited.push(ms)
    const client = apiClient({ url: remote.api.url, token: async () => TOKEN, wait })
    remote.api.answerNext(/GET/, { status: 429, headers: { 'retry-after': '7' } })
    await client.jobs(10, never)
    expect(waited).toEqual([7000])
  })

  test('is not waited for where that would take hours', async () => {
    await using remote = await startRemote()
    remote.api.answerNext(/GET/, { status: 429, headers: { 'retry-after': '3600' } })
    await expect(remote.client.jobs(10, never)).rejects.toMatchObject({ code: 'vendor', retryable: true })
    expect(remote.api.calls).toHaveLength(1)
  })

  test('is not asked twice where that would make two jobs', async () => {
    await using remote = await startRemote()
    remote.api.answerNext(/upload-urls/, 'reset')
    const asked = { languages: ['es'], voice_track_name: 'talk.mp3' }
    await expect(remote.client.uploadUrls(asked, never)).rejects.toMatchObject({ code: 'vendor' })
    expect(remote.api.calls).toHaveLength(1)
  })
})

describe('a token that is refused', () => {
  test('is replaced once', async () => {
    await using remote = await startRemote()
    const asked: (boolean | undefined)[] = []
    const token = async (options?: { readonly fresh?: boolean }) => {
      asked.push(options?.fresh)
      return options?.fresh ? TOKEN : 'one that has expired'
    }
    const client = apiClient({ url: remote.api.url, token, wait: noWait })
    expect(await client.jobs(10, never)).toEqual([])
    expect(asked).toEqual([undefined, true])
  })

  test('ends it where there is no other', async () => {
    await using remote = await startRemote()
    const client = apiClient({ url: remote.api.url, token: async () => 'wrong', wait: noWait })
    await expect(client.jobs(10, never)).rejects.toMatchObject({ code: 'auth', hint: 'Sign in: ytdub login' })
    expect(remote.api.calls).toHaveLength(1)
  })
})

describe('an answer that is long in coming', () => {
  /** A client that is told at once, instead of after seconds, and by whom it is kept waiting. */
  async function startSilent(token: () => Promise<string>) {
    const remote = await startRemote()
    const { promise: told, resolve: onSilence } = Promise.withResolvers<string>()
    return { remote, told, client: apiClient({ url: remote.api.url, token, wait: noWait, onSilence }) }
  }

  test('is the service’s', async () => {
    const { remote: opened, told, client } = await startSilent(async () => TOKEN)
    await using remote = opened
    const { promise: held, resolve: free } = Promise.withResolvers<void>()
    remote.api.hold(/GET/, held)
    const jobs = client.jobs(10, never)
    expect(await told).toBe('service')
    free()
    expect(await jobs).toEqual([])
  })

  test('is that of who signs people in, who is not waited for for longer than for the service', async () => {
    const { promise: token, resolve: sign } = Promise.withResolvers<string>()
    const { remote: opened, told, client } = await startSilent(() => token)
    await using _ = opened
    const late = new AbortController()
    const jobs = client.jobs(10, late.signal, 1)
    expect(await told).toBe('sign-in')
    late.abort(new DOMException('Too late.', 'TimeoutError'))
    await expect(jobs).rejects.toMatchObject({ message: 'The sign-in server does not answer in time.' })
    sign(TOKEN)
  })
})

describe('what is refused', () => {
  const codes = { 400: 'input', 403: 'auth', 404: 'input', 409: 'input', 413: 'input', 415: 'input', 422: 'input' }
  for (const [status, code] of Object.entries(codes)) {
    test(`${status} is ${code}, in the service's words`, async () => {
      await using remote = await startRemote()
      remote.api.answerNext(/GET/, { status: Number(status), body: { error: 'x', message: 'Because' } })
      const failure = await remote.client.job(id, never).catch((error: unknown) => error as Error)
      expect(failure).toMatchObject({ name: 'Failure', code, message: 'Because.' })
      expect(statusOf(failure as never)).toBe(Number(status))
      expect(remote.api.calls).toHaveLength(1)
    })
  }

  test('names both durations where they do not match', async () => {
    await using remote = await startRemote()
    const details = { voice_duration: 10, background_duration: 12 }
    remote.api.answerNext(/GET/, { status: 422, body: { error: 'duration_mismatch', message: 'No', details } })
    const message = expect.stringContaining('(voice duration: 10, background duration: 12)')
    await expect(remote.client.job(id, never)).rejects.toMatchObject({
      message,
      hint: expect.stringContaining('as long'),
    })
  })
})

test('an answer that is not the API’s is no crash', async () => {
  await using remote = await startRemote()
  remote.api.answerNext(/GET/, { status: 200, body: { hello: 'world' } })
  await expect(remote.client.job(id, never)).rejects.toMatchObject({
    code: 'vendor',
    hint: expect.stringContaining('apiUrl'),
  })
})

test('a service that is not there is named, without the token', async () => {
  const client = apiClient({ url: 'http://127.0.0.1:9', token: async () => TOKEN, wait: noWait })
  const failure = await client.jobs(1, never).catch((error: unknown) => error as Error)
  expect(failure).toMatchObject({ code: 'vendor', message: 'The service at 127.0.0.1:9 cannot be reached.' })
  expect(JSON.stringify(failure)).not.toContain(TOKEN)
})
