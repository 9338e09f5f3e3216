import { join } from 'node:path'
import envPaths from 'env-paths'
import type { Clock } from '../../clock.ts'
import { type AuthClient, openAuthClient } from './auth-client.ts'
import { endsSession } from './auth-failure.ts'
import { claimsIn } from './claims-in.ts'
import { heldSession, type TokenOptions } from './held-session.ts'
import { type Keychain, systemKeychain } from './keychain.ts'
import { projectOf, type SessionSettings } from './project.ts'
import type { StoredSession } from './stored-session.ts'
import { openVault, type Place } from './vault.ts'

/** Who is signed in. `expiresAt`: when the access token ends, in ms since 1970; null where it does not say. */
export type SignedIn = {
  readonly id: string | null
  readonly email: string | null
  readonly expiresAt: number | null
  readonly place: Place | { readonly kind: 'environment' }
}

export interface Session {
  /**
   * A token for calls to the API that holds for a while yet. Where it has to be refreshed, one process does it, and the
   * others wait for it. With `fresh` it is another than the last one, which was refused, except where one is given in the
   * settings.
   * @throws {Failure} `auth`, where nobody is signed in or the session has ended; `vendor` and retryable, where the server
   * does not answer or has had too many requests: one is then still signed in; `config`, where no project is set.
   */
  accessToken(options?: TokenOptions): Promise<string>
  /** @throws {Failure} `auth`, where nobody is signed in. */
  who(): Promise<SignedIn>
  /** A client to sign in with. @throws {Failure} `config`, where no project is set. */
  client(): Promise<AuthClient>
  /** Keeps a session in place of the one before. */
  keep(session: StoredSession): Promise<SignedIn>
  /**
   * Forgets the session, and ends it on the server where that answers. `wasTold`: whether it did; null where there was none.
   * @throws {Failure} `config`, where the keychain keeps one.
   */
  signOut(): Promise<{ readonly wasTold: boolean | null }>
}

/** The session of whoever uses a data folder. Nothing is read or asked yet. */
export function openSession(settings: SessionSettings, clock: Clock): Session {
  const { home, accessToken: given } = settings
  const vault = openVault(join(home, 'session.json'), keychainFor(home))
  const held = heldSession(vault, settings, clock)
  return {
    accessToken: async (options) => given ?? held.token(options),

    async who() {
      if (given !== undefined) return { ...claimsIn(given), place: { kind: 'environment' } }
      const { session, place } = await held.stored()
      return told(session, place)
    },

    client: async () => openAuthClient(projectOf(settings), clock),

    keep: (session) => held.change(async () => told(session, await vault.write(session))),

    async signOut() {
      if (!(await vault.read())) {
        await held.change(() => vault.remove()) // There may be one in a keychain that is locked.
        return { wasTold: null }
      }
      // The server ends a session only for a token that holds. Without one it is forgotten here, whatever the reason.
      const token = await held.token().catch(() => undefined)
      const hadEnded = token === undefined && !(await vault.read())
      const tell = async () => hadEnded || (token !== undefined && (await endOnServer(token, settings, clock)))
      await held
        .change(() => vault.remove())
        .catch(async (error: unknown) => {
          await tell() // The one that is forgotten; another is kept.
          throw error
        })
      return { wasTold: await tell() }
    },
  }
}

async function endOnServer(token: string, settings: SessionSettings, clock: Clock): Promise<boolean> {
  if (settings.supabasePublishableKey === undefined) return false
  const { auth } = await openAuthClient(projectOf(settings), clock)
  const { error } = await auth.admin.signOut(token, 'local')
  return error === null || endsSession(error)
}

/** A data folder of one's own has its session in it; the usual one is the person's on this machine, as the keychain is. */
function keychainFor(home: string): Keychain | undefined {
  return home === envPaths('ytdub', { suffix: '' }).data ? systemKeychain() : undefined
}

function told({ id, email, expiresAt }: StoredSession, place: Place): SignedIn {
  return { id, email, expiresAt, place }
}
