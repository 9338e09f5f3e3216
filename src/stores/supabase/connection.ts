import type { ClientConfig } from 'pg'
import { Failure } from '../../failure.ts'

/** Milliseconds until a server counts as not there. */
const CONNECT_MS = 10_000
/** Milliseconds of silence before the system looks whether the other side is still there. */
const ALIVE_MS = 10_000

/**
 * How `pg` connects to a database. `sslmode` means what libpq says it means; on Supabase it is `require` unless the address
 * says otherwise. Connections are called `name` in the server's own lists.
 * @throws {Failure} `config`, where the address is none; it never repeats the address, which holds a password.
 */
export function connectionTo(url: string, name: string) {
  const address = parsed(url)
  const wishes = address.searchParams
  if (!wishes.has('sslmode') && isSupabase(address)) wishes.set('sslmode', 'require')
  // Without it `pg` reads `require` as `verify-full`, which Supabase's own certificate authority does not pass.
  if (wishes.has('sslmode') && wishes.get('sslmode') !== 'no-verify') wishes.set('uselibpqcompat', 'true')
  return {
    connectionString: address.href,
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: ALIVE_MS,
  } satisfies ClientConfig
}

/** Whether each transaction may be given another connection of the server's: Supabase's pooler at port 6543 does that. */
export function isTransactionPooler(url: string): boolean {
  return parsed(url).port === '6543'
}

/**
 * Stands before whatever must be told news by the database (LISTEN): workers and streams of events.
 * @throws {Failure} `config`, where the address is that of a transaction pooler, through which none would come.
 */
export function refuseTransactionPooler(url: string): void {
  if (!isTransactionPooler(url)) return
  throw new Failure(
    'config',
    'DATABASE_URL is a transaction pooler (port 6543), through which the database sends no news.',
    {
      hint: 'Workers and event streams need the session pooler (port 5432 of the same host) or a direct connection.',
    },
  )
}

function parsed(url: string): URL {
  const address = URL.parse(url)
  if (address && /^postgres(ql)?:$/.test(address.protocol) && address.hostname !== '') return address
  throw new Failure('config', 'DATABASE_URL is no address of a database.', {
    hint: 'It looks like postgresql://user:password@host:5432/postgres; special characters of the password are written as %XX.',
  })
}

function isSupabase({ hostname }: URL): boolean {
  return /\.supabase\.(co|com)$/.test(hostname)
}
