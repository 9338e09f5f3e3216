import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import type { Guard } from './guard.ts'
import { lineChange } from './line-change.ts'
import { pageFile } from './page-file.ts'
import type { Review } from './review.ts'
import { reviewPage } from './review-page.ts'
import { sendFile } from './send-file.ts'

/** Only what the page is made of runs and loads: nothing from elsewhere, whatever somebody said. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  // With none at all a browser would not say either which page asks.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** Bytes: a line's wording, and somebody's recording of one. */
const MOST_JSON = 100_000
const MOST_SOUND = 100_000_000

/** The review as HTTP. `closing` ends what is followed. */
export function reviewApp(review: Review, { check }: Guard, closing: AbortSignal): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
  })
  app.use(check)
  app.onError(answerFailure)
  app.get('/', (c) => c.html(reviewPage(review.bound)))
  app.get('/api/state', async (c) => c.json(await review.state()))
  app.get('/api/waveform', async (c) => c.json(await review.waveform()))
  app.get('/api/events', (c) => events(c, review, closing))
  app.get('/media/:kind/:language?/:line?', async (c) => {
    const { kind, language = '', line = '' } = c.req.param()
    return sendFile(await review.pathOf(kind, language, line), c.req.header('range'))
  })
  app.patch('/api/:language/lines/:line{[0-9]+}', limit(MOST_JSON), async (c) => {
    const { language, line } = lineOf(c)
    return c.json(await review.change(language, line, await asked(c, lineChange)))
  })
  app.post('/api/:language/approved', limit(MOST_JSON), async (c) => {
    const { approved } = await asked(c, z.strictObject({ approved: z.boolean() }))
    await review.approveAll(c.req.param('language'), approved)
    return c.body(null, 204)
  })
  app.put('/api/:language/recordings/:line{[0-9]+}', limit(MOST_SOUND), async (c) => {
    const { language, line } = lineOf(c)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    return c.json(await review.keepRecording(language, { line, name: c.req.query('name') ?? '', bytes }))
  })
  app.delete('/api/:language/recordings/:line{[0-9]+}', async (c) => {
    const { language, line } = lineOf(c)
    return c.json(await review.dropRecording(language, line))
  })
  app.post('/api/apply', (c) => c.body(null, review.apply() ? 202 : 409))
  app.get('/*', async (c) => (await pageFile(c.req.path.slice(1))) ?? c.notFound())
  return app
}

function lineOf(c: Context): { readonly language: string; readonly line: number } {
  return { language: c.req.param('language') ?? '', line: Number(c.req.param('line')) }
}

/** The rest of a body that is too long is not waited for: the connection ends with the answer, and not beneath the next one. */
function limit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) => {
      c.header('connection', 'close')
      throw new Failure('input', `That is more than ${Math.round(maxSize / 1000)} kB.`, {
        hint: 'Choose a shorter one.',
      })
    },
  })
}

async function asked<Wanted>(c: Context, schema: z.ZodType<Wanted>): Promise<Wanted> {
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  throw new Failure('usage', `That is no change of a line (${parsed.error.issues[0]?.message ?? ''}).`)
}

/** How the run stands, and every change of it, until the page or the review is closed. */
function events(c: Context, review: Review, closing: AbortSignal): Response {
  return streamSSE(c, async (stream) => {
    const over = Promise.withResolvers<void>()
    const leave = () => over.resolve()
    stream.onAbort(leave)
    closing.addEventListener('abort', leave)
    const unfollow = review.follow((event) => {
      stream.writeSSE({ data: JSON.stringify(event) }).catch(leave)
    })
    if (!closing.aborted) await over.promise
    unfollow()
    closing.removeEventListener('abort', leave)
  })
}

function answerFailure(error: unknown, c: Context): Response {
  if (error instanceof HTTPException) return error.getResponse()
  const { code, message, hint = null } = Failure.from(error)
  return c.json({ code, message, hint }, code === 'input' || code === 'usage' ? 422 : 500)
}
