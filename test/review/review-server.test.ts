import { once } from 'node:events'
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReviewServer, serveReview } from '../../src/review/review-server.ts'
import { openReviewed } from './open-reviewed.ts'

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
type Asked = { readonly method?: string; readonly headers?: OutgoingHttpHeaders; readonly body?: string }

/** Asks as any program may, with whatever headers it likes. */
async function ask(address: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  const sent = request(address, { method, headers })
  sent.end(body)
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('the review, as it is served', () => {
  let reviewed: Awaited<ReturnType<typeof openReviewed>>
  let server: ReviewServer
  let origin: string
  let cookie: string
  const own = (path: string, { headers, ...asked }: Asked = {}) =>
    ask(`${origin}${path}`, { ...asked, headers: { cookie, origin, 'sec-fetch-site': 'same-origin', ...headers } })

  beforeAll(async () => {
    reviewed = await openReviewed()
    server = await serveReview(reviewed.review, 0)
    ;({ origin } = new URL(server.link))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await reviewed[Symbol.asyncDispose]()
  })

  test('listens on the loopback address, and its link works once', async () => {
    expect(server.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    expect((await ask(`${origin}/`)).status).toBe(403)
    expect((await ask(`${origin}/?token=guess`)).status).toBe(403)
    const entered = await ask(server.link)
    const [set = ''] = entered.headers['set-cookie'] ?? []
    expect(set).toMatch(/^ytdub_review_\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    ;[cookie = ''] = set.split(';')
    const again = await ask(server.link)
    expect(again).toMatchObject({ status: 403, body: expect.stringContaining('This link has been used') })
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(await own(server.link.slice(origin.length))).toMatchObject({ status: 200 })
  })

  test('gives its own page all, under a policy that loads nothing else', async () => {
    const page = await own('/')
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<title>Review</title>') })
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
    })
    expect(page.body).not.toContain('talk.mp3')
    expect(JSON.parse((await own('/api/state')).body)).toMatchObject({ languages: [{ language: 'es' }] })
    for (const path of ['/review/page/main.js', '/jobs/report/page/player.js', '/review/page/review.css']) {
      expect([path, (await own(path)).status]).toEqual([path, 200])
    }
  })

  test.each([
    ['another name, as DNS rebinding has it', { host: 'evil.example.com' }],
    ['this machine by another name', { host: 'localhost' }],
    ['another site’s page', { 'sec-fetch-site': 'cross-site' }],
    ['another port’s page, which counts as the same site', { 'sec-fetch-site': 'same-site' }],
    ['no cookie', { cookie: '' }],
    ['another cookie', { cookie: 'ytdub_review_1=x' }],
  ])('refuses %s', async (_what, headers) => {
    const refused = await own('/api/state', { headers })
    expect(refused.status).toBe(403)
    expect(refused.body).not.toContain('one two')
    expect(Object.keys(refused.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test.each([
    ['another origin', { origin: 'http://127.0.0.1:1' }],
    ['none', { origin: 'null' }],
  ])('changes nothing for a page of %s', async (_what, headers) => {
    const before = await reviewed.read('script.json')
    const body = JSON.stringify({ text: 'taken over' })
    expect((await own('/api/es/lines/1', { method: 'PATCH', headers, body })).status).toBe(403)
    expect(await reviewed.read('script.json')).toBe(before)
  })

  test('says what is wrong with a change', async () => {
    const asked = async (body: string, path = '/api/es/lines/1') => own(path, { method: 'PATCH', body })
    expect(await asked('{"text":" "}')).toMatchObject({
      status: 422,
      body: expect.stringContaining('Line 1 would have no words.'),
    })
    expect((await asked('{"speaker":2}')).status).toBe(422)
    expect((await asked('no json')).status).toBe(422)
    expect((await asked('{"text":"x"}', '/api/..%2fes/lines/1')).status).toBe(422)
    expect((await asked('{"text":"x"}', '/api/es/lines/one')).status).toBe(404)
    const tooLong = await asked(JSON.stringify({ text: 'x'.repeat(200_000) }))
    expect(tooLong).toMatchObject({ status: 422, headers: { connection: 'close' } })
  })

  test.each([
    '/review/page/../../config.ts',
    '/review/page/..%2f..%2fconfig.ts',
    '/config.ts',
    '/review/review.ts',
    '/media/dub/fr',
    '/media/dub/..%2f',
    '/media/recording/es/1',
    '/media/home',
  ])('gives nobody %s', async (path) => {
    expect((await own(path)).status).toBe(404)
  })

  test.each([
    ['bytes=0-3', 206, 'bytes 0-3/6', 'a ta'],
    ['bytes=4-', 206, 'bytes 4-5/6', 'lk'],
    ['bytes=-2', 206, 'bytes 4-5/6', 'lk'],
    ['bytes=2-900', 206, 'bytes 2-5/6', 'talk'],
    ['bytes=6-', 416, 'bytes */6', ''],
    ['bytes=a-b', 416, 'bytes */6', ''],
  ])('gives the part %s of a recording', async (range, status, told, body) => {
    const part = await own('/media/source', { headers: { range } })
    expect(part).toMatchObject({ status, body })
    expect(part.headers['content-range']).toBe(told)
  })

  test('gives whole recordings and dubs, as sound', async () => {
    const whole = await own('/media/source')
    expect(whole).toMatchObject({ status: 200, body: 'a talk' })
    expect(whole.headers).toMatchObject({
      'content-type': 'audio/mpeg',
      'accept-ranges': 'bytes',
      'content-length': '6',
    })
    expect((await own('/media/dub/es?v=1')).headers['content-type']).toBe('audio/wav')
  })

  test('tells how a run goes on and ends, and ends that when it is closed', async () => {
    await using other = await serveReview(reviewed.review, 0)
    const { origin: here } = new URL(other.link)
    const [set = ''] = (await ask(other.link)).headers['set-cookie'] ?? []
    const sent = request(`${here}/api/events`, { headers: { cookie: set.split(';')[0] } })
    sent.end()
    const [response] = await once(sent, 'response')
    const told: string[] = []
    for await (const chunk of response.setEncoding('utf8')) {
      told.push(...(chunk as string).split('\n').filter((line) => line.startsWith('data: ')))
      if (told.length === 1)
        await ask(`${here}/api/apply`, { method: 'POST', headers: { cookie: set.split(';')[0], origin: here } })
      if (told.length > 1 && told.at(-1)?.includes('"ended"')) break
    }
    const events = told.map((line) => JSON.parse(line.slice(6)))
    expect(events[0]).toEqual({ event: 'ended', trouble: null })
    expect(events[1]).toEqual({ event: 'running', tasks: [] })
    expect(events.at(-2)).toMatchObject({ event: 'running', tasks: [{ language: 'es', stage: 'complete' }] })
    expect(events.at(-1)).toEqual({ event: 'ended', trouble: null })
  })
})

test('a port that is taken is said', async () => {
  await using reviewed = await openReviewed()
  await using server = await serveReview(reviewed.review, 0)
  const port = Number(new URL(server.link).port)
  await expect(serveReview(reviewed.review, port)).rejects.toThrow(`Nothing can listen at 127.0.0.1:${port}.`)
})
