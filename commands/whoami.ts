import { systemClock } from '../src/clock.ts'
import { Failure } from '../src/failure.ts'
import type { SignedIn } from '../src/remote/session/open-session.ts'
import type { Command, Context } from './command.ts'
import { DONE } from './terminal/exit-codes.ts'
import { sessionJson, whereKept } from './terminal/session-words.ts'
import { printable } from './terminal/styled.ts'

export const whoami: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub whoami\n  ytdub whoami --json'),

  async run(_args, _options, { streams, manner, config }) {
    const { openSession } = await import('../src/remote/session/open-session.ts')
    const session = openSession(config, systemClock)
    // A token that is about to end is refreshed, which says whether the session still holds.
    const trouble = await session.accessToken().then(
      () => undefined,
      (error: unknown) => Failure.from(error),
    )
    if (trouble && trouble.code !== 'vendor') throw trouble
    const signedIn = await session.who()
    refuseExpired(signedIn)
    const services = { supabase_url: config.supabaseUrl ?? null, api_url: config.apiUrl ?? null }
    if (manner.json) streams.out(`${JSON.stringify({ ...sessionJson(signedIn), ...services })}\n`)
    else streams.out(described(signedIn, config))
    if (trouble) streams.err(`Note: ${printable(trouble.message)} Whether the session still holds cannot be said.\n`)
    return DONE
  },
}

/** One from the environment is used as it is, and refreshed by nobody. @throws {Failure} `auth`, where it has run out. */
function refuseExpired({ expiresAt, place }: SignedIn): void {
  if (place.kind !== 'environment' || expiresAt === null || expiresAt > systemClock.now()) return
  throw new Failure('auth', `The token in YTDUB_ACCESS_TOKEN ran out at ${new Date(expiresAt).toISOString()}.`, {
    hint: 'Set a new one, or leave it out and sign in: ytdub login',
  })
}

function described(signedIn: SignedIn, { supabaseUrl, apiUrl }: Context['config']): string {
  const { id, email, expiresAt, place } = signedIn
  const until = expiresAt === null ? 'for an unknown time' : `until ${new Date(expiresAt).toISOString()}`
  const after = place.kind === 'environment' ? '' : ', and is then refreshed by itself'
  const name = email ?? id ?? 'somebody whom the token does not name'
  return [
    `Signed in as ${printable(name)}${email !== null && id !== null ? ` (${printable(id)})` : ''}`,
    `Service: ${apiUrl ?? 'not set (YTDUB_API_URL)'}`,
    `Supabase: ${supabaseUrl ?? 'not set (SUPABASE_URL)'}`,
    `The access token holds ${until}${after}. It is kept ${printable(whereKept(signedIn))}.`,
    '',
  ].join('\n')
}
