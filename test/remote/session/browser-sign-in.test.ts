import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AuthClient, openAuthClient } from '../../../src/remote/session/auth-client.ts'
import { type BrowserWish, signInWithBrowser } from '../../../src/remote/session/browser-sign-in.ts'
import { type AuthServer, EMAIL, startAuthServer } from './auth-server.ts'

let server: AuthServer
let client: AuthClient
beforeEach(async () => {
  server = await startAuthServer()
  client = await openAuthClient({ url: server.url, key: server.key }, { now: Date.now })
})
afterEach(() => server[Symbol.asyncDispose]())

const never = new AbortController().signal

/** Signs in, and gives the address that a person would open. */
function begin(more: Partial<BrowserWish> = {}) {
  const shown = Promise.withResolvers<string>()
  const session = signInWithBrowser(client, {
    provider: 'github',
    again: 'ytdub login --browser',
    deadline: never,
    show: async (address) => shown.resolve(address),
    ...more,
  })
  session.catch(() => undefined)
  return { session, shown: shown.promise }
}

/** Where the browser is sent when the person has agreed. */
async function backFrom(address: string): Promise<URL> {
  const { headers } = await fetch(address, { redirect: 'manual' })
  return new URL(headers.get('location') ?? '')
}

test('the browser brings the code, and shows how it went', async () => {
  const { session, shown } = begin()
  const address = new URL(await shown)
  expect(address.origin).toBe(server.url)
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    provider: 'github',
    redirect_to: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/signed-in\/[\w-]{32}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 's256',
  })
  const page = await fetch(address)
  expect({ status: page.status, text: await page.text() }).toMatchObject({
    status: 200,
    text: expect.stringContaining('You are signed in'),
  })
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await session).toMatchObject({ email: EMAIL, url: server.url })
  await expect(fetch(page.url)).rejects.toThrow() // Nobody listens any more.
})

test('who does not know the state is turned away, and disturbs nothing', async () => {
  const { session, shown } = begin()
  const address = await shown
  const back = await backFrom(address)
  for (const path of ['/', '/favicon.ico', `/signed-in/${'x'.repeat(32)}?code=theirs`, `${back.pathname}?state=1`]) {
    const answer = await fetch(new URL(path, back))
    expect({ path, status: answer.status }).toEqual({ path, status: 400 })
    expect(await answer.text()).toContain('belongs to no sign-in')
  }
  expect((await fetch(back, { method: 'POST' })).status).toBe(400)
  expect(server.callsOf('/token')).toEqual([])
  expect((await fetch(back)).status).toBe(200)
  await session
})

test('a refusal is told in the browser and here, and is no markup', async () => {
  server.atProvider({ error: 'access_denied', code: 'access_denied', description: 'The user said <no>' })
  const { session, shown } = begin()
  const page = await fetch(await shown)
  expect(page.status).toBe(400)
  const text = await page.text()
  expect(text).toContain('You are not signed in')
  expect(text).toContain('The user said &#60;no&#62;')
  await expect(session).rejects.toMatchObject({ code: 'auth', message: 'The sign-in was refused: The user said <no>.' })
})

test('a code of somebody else is worth nothing', async () => {
  const other = begin()
  const theirs = (await backFrom(await other.shown)).searchParams.get('code') ?? ''
  const client2 = await openAuthClient({ url: server.url, key: server.key }, { now: Date.now })
  const { promise: mine, resolve } = Promise.withResolvers<string>()
  const session = signInWithBrowser(client2, {
    provider: 'github',
    again: 'ytdub login --browser',
    deadline: never,
    show: async (url) => resolve(url),
  })
  session.catch(() => undefined)
  const back = await backFrom(await mine)
  back.searchParams.set('code', theirs)
  expect((await fetch(back)).status).toBe(400)
  await expect(session).rejects.toMatchObject({ code: 'auth', message: expect.stringContaining('begun elsewhere') })
})

test.each([
  ['the whole address', (back: URL) => back.href],
  ['the code alone', (back: URL) => back.searchParams.get('code') ?? ''],
])('pasted: %s', async (_name, text) => {
  const typed = Promise.withResolvers<string>()
  const { session, shown } = begin({ pasted: () => typed.promise })
  typed.resolve(text(await backFrom(await shown)))
  expect(await session).toMatchObject({ email: EMAIL })
})

test('an address of another sign-in that is pasted is refused', async () => {
  const typed = Promise.withResolvers<string>()
  const { session, shown } = begin({ pasted: () => typed.promise })
  const back = await backFrom(await shown)
  back.pathname = `/signed-in/${'x'.repeat(32)}`
  typed.resolve(back.href)
  await expect(session).rejects.toMatchObject({ code: 'auth', hint: expect.stringContaining('--no-browser') })
})

test('it ends when nobody comes, typing or not', async () => {
  const late = new AbortController()
  const { session, shown } = begin({ deadline: late.signal, pasted: async () => undefined })
  const back = new URL(new URL(await shown).searchParams.get('redirect_to') ?? '')
  late.abort()
  await expect(session).rejects.toMatchObject({ code: 'auth', message: expect.stringContaining('too long') })
  await expect(fetch(back)).rejects.toThrow()
})

test('a code that is pasted wrongly is told as one, with the command that it was for', async () => {
  const { session } = begin({ again: 'ytdub login --no-browser', pasted: async () => 'not-the-code-of-this-sign-in' })
  await expect(session).rejects.toMatchObject({
    code: 'auth',
    message: expect.stringContaining('What was pasted'),
    hint: expect.stringContaining('ytdub login --no-browser'),
  })
})
