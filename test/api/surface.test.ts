import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createApi } from '../../src/api/app.ts'
import { tokenBuckets } from '../../src/api/token-buckets.ts'
import { Failure } from '../../src/failure.ts'
import { ANN, openFakeService } from '../rig/fake-service.ts'
import { settableClock } from '../rig/settable-clock.ts'
import { ask, told } from './ask.ts'

const ID = 'job_0123456789ab'

describe('who does not say who they are', () => {
  test.each([
    [null, {}, 'Bearer'],
    [null, { authorization: 'Basic YTpi' }, 'Bearer error="invalid_request"'],
    [null, { authorization: 'Bearer a b' }, 'Bearer error="invalid_request"'],
    ['mallory', {}, 'Bearer error="invalid_token"'],
  ])('%s %j', async (as, headers, challenge) => {
    await using service = await openFakeService()
    for (const question of [
      'GET /api/jobs',
      'POST /api/jobs',
      `DELETE /api/jobs/${ID}`,
      'GET /api/users/me',
      'GET /api/nothing',
    ]) {
      const response = await ask(service, question, { as, headers })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(challenge)
      const answer = await told(response)
      expect(answer['error']).toBe('unauthorized')
      expect(JSON.stringify(answer)).not.toContain('mallory')
    }
    expect(JSON.stringify(service.log)).not.toContain('mallory')
  })

  test('is not told that they are wrong where that cannot be known', async () => {
    await using service = await openFakeService()
    const verify = () => Promise.reject(new Failure('vendor', 'no keys'))
    const response = await ask({ api: createApi({ ...service.parts, verify }) }, 'GET /api/jobs')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([503, null])
  })
})

describe('questions that are not understood', () => {
  test('of no route, or of a route that does not take them', async () => {
    await using service = await openFakeService()
    const nothing = await ask(service, 'GET /nothing', { as: null })
    expect([nothing.status, (await told(nothing))['error']]).toEqual([404, 'not_found'])
    const put = await ask(service, 'PUT /api/jobs')
    expect([put.status, put.headers.get('allow'), (await told(put))['error']]).toEqual([
      405,
      'POST, GET, HEAD, OPTIONS',
      'method_not_allowed',
    ])
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT']) {
      const response = await ask(service, `${method} /api/jobs/upload-urls`)
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST, OPTIONS'])
    }
    expect((await ask(service, 'GET /api/jobs/upload-urls', { as: null })).status).toBe(401)
  })

  test('with a slash at the end are the same', async () => {
    await using service = await openFakeService()
    service.put({ id: ID })
    for (const path of [
      '/api/jobs',
      `/api/jobs/${ID}`,
      '/health',
      '/ready',
      '/docs',
      '/openapi.json',
      '/api/users/me',
    ]) {
      expect((await ask(service, `GET ${path}/`)).status, path).toBe(200)
    }
    const body = { languages: ['es'], voice_track_name: 'a.mp3' }
    expect((await ask(service, 'POST /api/jobs/upload-urls/', { body })).status).toBe(200)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('whose body is %s, not JSON', async (type) => {
    await using service = await openFakeService()
    for (const path of ['/api/jobs', '/api/jobs/upload-urls']) {
      const response = await ask(service, `POST ${path}`, { body: '{}', headers: { 'content-type': type } })
      expect([response.status, (await told(response))['error']]).toEqual([415, 'unsupported_media_type'])
    }
  })

  test.each<[number, string, Record<string, string>]>([
    [415, 'said to be packed', { 'content-encoding': 'gzip' }],
    [415, 'said to be packed twice', { 'content-encoding': 'identity, br' }],
    [415, 'said to be UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    [415, 'said to be Latin-1', { 'content-type': 'application/json;x=y; Charset="ISO-8859-1"' }],
    [
      200,
      'said to be as it is',
      { 'content-encoding': 'Identity', 'content-type': 'application/json; charset="UTF-8"' },
    ],
  ])('are answered with %i where their body is %s', async (status, _, headers) => {
    await using service = await openFakeService()
    const body = { languages: ['es'], voice_track_name: 'a.mp3' }
    const response = await ask(service, 'POST /api/jobs/upload-urls', { body, headers })
    expect(response.status).toBe(status)
    if (status === 415) expect((await told(response))['error']).toBe('unsupported_media_type')
  })

  test('whose body is not what it says, or no object', async () => {
    await using service = await openFakeService()
    const bodies: readonly (readonly [string, string])[] = [
      ['{"job_id": secret}', 'It is no JSON.'],
      ['{"job_id": secret }}', 'It is no JSON.'],
      ['{"a":1,', 'It is no JSON (line 1 column 8).'],
      ['{"a":', 'It is no JSON: it ends too early.'],
      ['', 'It is empty: send a JSON object.'],
      ...['[]', 'null', '"x"', '1'].map((body) => [body, 'expected object'] as const),
    ]
    for (const [body, message] of bodies) {
      const response = await ask(service, 'POST /api/jobs', { body })
      const answer = await told(response)
      const details = [{ field: 'body', message: expect.stringContaining(message) }]
      expect([body, response.status, answer]).toMatchObject([body, 400, { error: 'validation', details }])
      expect(answer['message']).toBe(`body: ${(answer['details'] as { message: string }[])[0]?.message}`)
      expect(JSON.stringify(answer)).not.toContain('secret')
    }
  })

  test('whose body is larger than is taken', async () => {
    await using service = await openFakeService({ bodyBytes: 100 })
    const response = await ask(service, 'POST /api/jobs', { body: { x: 'y'.repeat(200) } })
    expect([response.status, (await told(response))['error']]).toEqual([413, 'body_too_large'])
    expect(response.headers.get('connection')).toBe('close')
  })

  test('whatever they are, they are answered as JSON, and never with a fault of ours', async () => {
    await using service = await openFakeService({
      user: { aMinute: 1e9, atOnce: 1e9 },
      address: { aMinute: 1e9, atOnce: 1e9 },
    })
    service.put({ id: ID })
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({
        job_id: fc.constant(ID),
        languages: fc.jsonValue(),
        options: fc.jsonValue(),
        voice_track_name: fc.string(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom('/api/jobs', '/api/jobs/upload-urls'), async (body, path) => {
        const response = await ask(service, `POST ${path}`, { body: JSON.stringify(body) })
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
        expect(await told(response)).toMatchObject({ error: expect.any(String), message: expect.any(String) })
      }),
      { numRuns: 150 },
    )
  })
})

test('what fails here is answered without a word of why, and written down by code and place', async () => {
  await using service = await openFakeService()
  const broken = () => {
    throw Object.assign(new TypeError('row "ann@example.com" at /srv/secret'), { code: '42P01' })
  }
  const response = await ask({ api: createApi({ ...service.parts, jobsOf: broken }) }, 'GET /api/jobs')
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(JSON.parse(text)).toEqual({ error: 'internal', message: 'Something went wrong here. It is written down.' })
  expect(service.log.at(-1)).toMatchObject({
    level: 'error',
    event: 'failure',
    status: 500,
    code: 'internal',
    route: '/api/jobs',
  })
  expect(service.log.at(-1)?.cause).toMatch(/^Failure internal < TypeError 42P01 < at broken/)
  expect(JSON.stringify(service.log)).not.toContain('ann@')
})

describe('rates', () => {
  test('of a user are limited, and another user’s are not', async () => {
    await using service = await openFakeService({ user: { aMinute: 6, atOnce: 2 } })
    const statuses = async (as: string) => {
      const responses = [
        await ask(service, 'GET /api/jobs', { as }),
        await ask(service, 'GET /api/jobs', { as }),
        await ask(service, 'GET /api/jobs', { as }),
      ]
      return responses.map(({ status }) => status)
    }
    expect(await statuses('ann')).toEqual([200, 200, 429])
    expect(await statuses('bob')).toEqual([200, 200, 429])
    const refused = await ask(service, 'GET /api/jobs')
    expect([refused.headers.get('retry-after'), (await told(refused))['error']]).toEqual(['10', 'rate_limited'])
    service.clock.advance(10_000)
    expect(await statuses('ann')).toEqual([200, 429, 429])
  })

  test('of an address are limited before anybody is asked who it is; what is before our proxies does not count', async () => {
    await using service = await openFakeService({ address: { aMinute: 6, atOnce: 1 }, proxies: 1 })
    const from = async (forwarded: string) =>
      (await ask(service, 'GET /api/jobs', { as: 'mallory', headers: { 'x-forwarded-for': forwarded } })).status
    expect(await from('1.1.1.1, 203.0.113.7')).toBe(401)
    expect(await from('2.2.2.2, 203.0.113.7')).toBe(429)
    expect(await from('203.0.113.8:49152')).toBe(401)
    expect(await from('203.0.113.8:49153')).toBe(429)
    await using direct = await openFakeService({ address: { aMinute: 6, atOnce: 1 } })
    expect((await ask(direct, 'GET /api/jobs', { headers: { 'x-forwarded-for': '1.1.1.1' } })).status).toBe(200)
    expect((await ask(direct, 'GET /api/jobs', { headers: { 'x-forwarded-for': '2.2.2.2' } })).status).toBe(429)
    expect((await ask(direct, 'GET /health', { as: null })).status).toBe(200)
  })

  test('of an address hold for every page, but not for who watches over the service', async () => {
    await using service = await openFakeService({ address: { aMinute: 6, atOnce: 1 } })
    const statusOf = async (path: string) => (await ask(service, `GET ${path}`, { as: null })).status
    expect(await statusOf('/docs')).toBe(200)
    for (const path of ['/docs', '/openapi.json', '/metrics', '/', '/nothing']) expect(await statusOf(path)).toBe(429)
    for (const path of ['/health', '/health/', '/ready', '/ready/']) expect(await statusOf(path)).toBe(200)
  })

  test('never let more through than flowed in, and what they say to wait is enough', () => {
    const steps = fc.array(fc.nat(20_000), { maxLength: 200 })
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 20 }),
        (waits, aMinute, atOnce) => {
          const clock = settableClock()
          const take = tokenBuckets({ aMinute, atOnce }, clock)
          let taken = 0
          let passed = 0
          for (const wait of waits) {
            clock.advance(wait)
            passed += wait
            const after = take('ann')
            if (after === 0) taken += 1
          }
          expect(taken).toBeLessThanOrEqual(atOnce + (passed / 60_000) * aMinute + 1e-6)
          let after = take('ann')
          while (after === 0) after = take('ann')
          clock.advance(after * 1000)
          expect(take('ann')).toBe(0)
        },
      ),
    )
  })
})

describe('headers', () => {
  test('keep browsers from guessing, framing and keeping', async () => {
    await using service = await openFakeService()
    for (const question of ['GET /api/jobs', 'GET /nothing', 'GET /docs', 'PUT /api/jobs']) {
      const { headers } = await ask(service, question)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('strict-transport-security')).toContain('max-age')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  test('let the pages of the list call, and no others', async () => {
    await using service = await openFakeService()
    const from = async (origin: string, method = 'GET') =>
      ask(service, `${method} /api/jobs`, { headers: { origin, 'access-control-request-method': 'POST' } })
    const own = await from('https://app.example.com')
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(own.headers.get('vary')).toContain('Origin')
    for (const other of [
      'https://evil.example',
      'null',
      'https://app.example.com.evil.example',
      'http://app.example.com',
    ]) {
      expect((await from(other)).headers.get('access-control-allow-origin')).toBeNull()
    }
    const asked = await ask(service, 'OPTIONS /api/jobs', {
      as: null,
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    })
    expect(asked.status).toBe(204)
    const headers = asked.headers.get('access-control-allow-headers')?.toLowerCase().split(',')
    expect(headers).toEqual(expect.arrayContaining(['authorization', 'content-type', 'apikey', 'x-client-info']))
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('are all there is to a HEAD', async () => {
    await using service = await openFakeService()
    service.put({ id: ID })
    for (const path of ['/api/jobs', `/api/jobs/${ID}`, `/api/jobs/${ID}/events`, '/health']) {
      const response = await ask(service, `HEAD ${path}`)
      expect([response.status, await response.text()]).toEqual([200, ''])
    }
    expect(service.followersOf(ID)).toBe(0)
  })
})

describe('what the service says of itself', () => {
  test('its name, that it lives, and whether all that it stands on does', async () => {
    await using service = await openFakeService()
    expect(await told(await ask(service, 'GET /', { as: null }))).toMatchObject({ version: '1.2.3' })
    expect(await told(await ask(service, 'GET /health', { as: null }))).toEqual({ status: 'ok' })
    const ready = await ask(service, 'GET /ready', { as: null })
    const checks = { database: 'ok', storage: 'ok', ffmpeg: 'ok' }
    expect([ready.status, await told(ready)]).toEqual([200, { status: 'ready', checks }])
    service.parts.objects.ready = () => Promise.reject(new Failure('vendor', 'secret'))
    expect((await ask(service, 'GET /ready', { as: null })).status).toBe(200) // It was asked just now.
    service.clock.advance(2000)
    const broken = await ask(service, 'GET /ready', { as: null })
    expect([broken.status, await told(broken)]).toEqual([
      503,
      { status: 'not_ready', checks: { ...checks, storage: 'failed' } },
    ])
    service.parts.objects.ready = async () => {}
    service.clock.advance(2000)
    service.closing.abort()
    expect((await ask(service, 'GET /ready', { as: null })).status).toBe(503)
  })

  test('figures by route, not by path', async () => {
    await using service = await openFakeService()
    service.put({ id: ID })
    for (const path of [`/api/jobs/${ID}`, '/api/jobs/job_ffffffffffff', '/x', '/y']) await ask(service, `GET ${path}`)
    const response = await ask(service, 'GET /metrics', { as: null })
    const figures = await response.text()
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(figures).toContain('ytdub_http_requests_total{method="GET",route="/api/jobs/:id",status="200"} 1')
    expect(figures).toContain('ytdub_http_requests_total{method="GET",route="/api/jobs/:id",status="404"} 1')
    expect(figures).toContain('ytdub_http_requests_total{method="GET",route="none",status="404"} 2')
    expect(figures).not.toContain(ID)
  })

  test('one line for each question: who, what, how long', async () => {
    await using service = await openFakeService()
    const response = await ask(service, 'GET /api/jobs?limit=3')
    expect(service.log).toEqual([
      {
        level: 'info',
        event: 'request',
        request: response.headers.get('x-request-id'),
        method: 'GET',
        route: '/api/jobs',
        status: 200,
        ms: 0,
        user: ANN,
      },
    ])
  })
})
