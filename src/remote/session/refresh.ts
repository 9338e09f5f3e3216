import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { Failure } from '../../failure.ts'
import { openAuthClient } from './auth-client.ts'
import { authFailure, endsSession } from './auth-failure.ts'
import type { Project } from './project.ts'
import { sessionOf } from './sign-in.ts'
import type { StoredSession } from './stored-session.ts'

/** A wait that a server asks for is kept to up to this long, in ms, and once. */
const WORTH_WAITING_MS = 10_000

/** The session that follows, or what was said against it: `ended` where there is none to go on with. */
export type Refreshed = { readonly session: StoredSession } | { readonly refused: Failure; readonly ended: boolean }

/** Trades a session's refresh token, which is good for one trade, for a new session. */
export async function refresh(stored: StoredSession, project: Project, clock: Clock): Promise<Refreshed> {
  const once = await trade(stored, project, clock)
  if ('session' in once || once.wait === undefined || once.wait > WORTH_WAITING_MS) return once
  await sleep(once.wait)
  return trade(stored, project, clock)
}

async function trade(
  { refreshToken, id, email }: StoredSession,
  project: Project,
  clock: Clock,
): Promise<Refreshed & { readonly wait?: number | undefined }> {
  const client = await openAuthClient(project, clock) // A new one: it would remember a failure for a minute.
  const answer = await client.auth.refreshSession({ refresh_token: refreshToken })
  if (!answer.error) return { session: { ...sessionOf(answer, client), id, email } }
  const refused = authFailure(answer.error, client)
  return { refused, ended: endsSession(answer.error), wait: client.retryAfter() }
}
