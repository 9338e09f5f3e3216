import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Failure, type FailureCode } from '../failure.ts'
import type { ApiEnv } from './env.ts'
import type { Problem } from './problem.ts'
import { whyNoJson } from './why-no-json.ts'

/** Answers whatever was thrown: what is wrong with the question in its own words, what is wrong here in none. */
export async function answerFailure(error: Error, c: Context<ApiEnv>): Promise<Response> {
  if (error instanceof HTTPException) {
    const { body, headers } = (error.cause as Problem | undefined) ?? (await plainly(error, c))
    return c.json(body, error.status, { ...headers })
  }
  const failure = Failure.from(error)
  c.set('failure', failure)
  const { status, error: name, message } = failure.code === 'vendor' ? away(failure) : (OURS[failure.code] ?? INTERNAL)
  return c.json({ error: name, message }, status, status === 503 ? { 'retry-after': '10' } : {})
}

/** What hono itself refuses: a body that is no JSON. It was read before, and is kept. */
async function plainly({ status, message }: HTTPException, c: Context<ApiEnv>): Promise<Problem> {
  if (status !== 400) return { body: { error: 'refused', message }, headers: {} }
  const why = whyNoJson(await c.req.text().catch(() => ''))
  const details = [{ field: 'body', message: why }]
  return { body: { error: 'validation', message: `body: ${why}`, details }, headers: {} }
}

type Told = { readonly status: ContentfulStatusCode; readonly error: string; readonly message: string }

const INTERNAL: Told = { status: 500, error: 'internal', message: 'Something went wrong here. It is written down.' }
const UNAVAILABLE: Told = { status: 503, error: 'unavailable', message: 'The service cannot do that now.' }

/** Which of those that the service stands on does not answer, by how what went wrong begins; the rest of it stays here. */
const STANDS_ON = { Storage: 'its storage', 'The database': 'its database', 'Access tokens': 'the sign-in server' }

function away({ message }: Failure): Told {
  const who = Object.entries(STANDS_ON).find(([beginning]) => message.startsWith(beginning))?.[1]
  if (who === undefined) return UNAVAILABLE
  return { ...UNAVAILABLE, message: `The service cannot do that now: ${who} does not answer.` }
}

const OURS: { readonly [code in FailureCode]?: Told } = {
  config: UNAVAILABLE,
  auth: UNAVAILABLE,
  interrupted: UNAVAILABLE,
}
