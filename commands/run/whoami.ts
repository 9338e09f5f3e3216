import { systemClock } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import { GIVEN_ANEW, GIVEN_BY } from '../../src/remote/session/given-token.ts'
import { openSession, type SignedIn } from '../../src/remote/session/open-session.ts'
import type { Context, Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { sessionJson, whereKept } from '../terminal/session-words.ts'
import { printable } from '../terminal/styled.ts'
import { tellSilence } from '../terminal/tell-silence.ts'

/** Says who is signed in, and asks whether the session still holds. @returns the exit code. */
export const runWhoami: Run = async (_args, _options, { streams, manner, config }) => {
  const session = openSession(config, systemClock)
  // A token that is about to end is refreshed, which says whether the session still holds.
  const trouble = await tellingSilence(session.accessToken(), { streams, manner }).then(
    () => undefined,
    (error: unknown) => Failure.from(error),
  )
  if (trouble && trouble.code !== 'vendor') throw trouble
  const signedIn = await session.who()
  refuseExpired(signedIn)
  const services = { supabase_url: config.supabaseUrl ?? null, api_url: config.apiUrl ?? null }
  if (manner.json)
    streams.out(`${JSON.stringify({ ...sessionJson(signedIn), verified: trouble === undefined, ...services })}\n`)
  else streams.out(described(signedIn, config))
  if (trouble) streams.err(`Note: ${printable(trouble.message)} Whether the session still holds cannot be said.\n`)
  return DONE
}

/** Milliseconds after which it is said that there is no answer yet. */
const SILENCE = 3000

async function tellingSilence<Answer>(
  answer: Promise<Answer>,
  context: Pick<Context, 'streams' | 'manner'>,
): Promise<Answer> {
  const timer = setTimeout(() => tellSilence(context)('sign-in'), SILENCE)
  return answer.finally(() => clearTimeout(timer))
}

/** One from the environment is used as it is, and refreshed by nobody. @throws {Failure} `auth`, where it has run out. */
function refuseExpired({ expiresAt, place }: SignedIn): void {
  if (place.kind !== 'environment' || expiresAt === null || expiresAt > systemClock.now()) return
  const at = new Date(expiresAt).toISOString()
  throw new Failure('auth', `The token in ${GIVEN_BY} ran out at ${at}.`, { hint: GIVEN_ANEW })
}

function described(signedIn: SignedIn, { supabaseUrl, apiUrl }: Context['config']): string {
  const { id, email } = signedIn
  const name = email ?? id ?? 'somebody whom the token does not name'
  return [
    `Signed in as ${printable(name)}${email !== null && id !== null ? ` (${printable(id)})` : ''}`,
    `Service: ${apiUrl ?? 'not set (YTDUB_API_URL)'}`,
    `Supabase: ${supabaseUrl ?? 'not set (SUPABASE_URL)'}`,
    `The access token ${howLong(signedIn)}. It is kept ${printable(whereKept(signedIn))}.`,
    '',
  ].join('\n')
}

function howLong({ expiresAt, place }: SignedIn): string {
  if (expiresAt === null) return 'holds for an unknown time'
  const at = new Date(expiresAt).toISOString()
  if (place.kind === 'environment') return `holds until ${at}`
  if (expiresAt > systemClock.now()) return `holds until ${at}, and is then refreshed by itself`
  return `ran out at ${at}, and has not been refreshed`
}
