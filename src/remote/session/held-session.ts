import { join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { holdAlone } from '../hold-alone.ts'
import { projectOf, projectUrlOf, type SessionSettings } from './project.ts'
import { refresh } from './refresh.ts'
import type { StoredSession } from './stored-session.ts'
import type { Place, Vault } from './vault.ts'
import { waitForOther } from './wait-for-other.ts'

/** The session that is kept for the project that is set, and its token. */
export interface HeldSession {
  /** @throws {Failure} `auth`, where nobody is signed in to this project. */
  stored(): Promise<{ readonly session: StoredSession; readonly place: Place }>
  /** A token that holds for a while yet, refreshed where need be; with `fresh`, another than the last one that was given. */
  token(options?: TokenOptions): Promise<string>
  /** Changes what is kept, while nobody refreshes it. */
  change<Result>(change: () => Promise<Result>): Promise<Result>
}

export type TokenOptions = {
  /** The last one was refused, although it should hold: this machine's clock may be wrong, or the server's keys are new. */
  readonly fresh?: boolean
}

/** A token that ends within this many ms is refreshed: Supabase's own clients do so too. */
const MARGIN_MS = 90_000

export function heldSession(vault: Vault, settings: SessionSettings, clock: Clock): HeldSession {
  let underWay: Promise<string> | undefined
  let last: string | undefined
  const holds = ({ expiresAt, accessToken }: StoredSession, refused: string | undefined) =>
    expiresAt - clock.now() >= MARGIN_MS && accessToken !== refused

  async function stored() {
    const url = projectUrlOf(settings)
    const kept = await vault.read()
    if (kept?.session.url !== url) throw notSignedIn()
    return kept
  }

  async function change<Result>(does: () => Promise<Result>): Promise<Result> {
    using _ = await holdAlone(join(settings.home, 'session.lock'), waitForOther(clock))
    return await does()
  }

  async function renewed(refused: string | undefined): Promise<string> {
    const { session } = await stored() // Read again: whoever held it before has perhaps refreshed it.
    if (holds(session, refused)) return session.accessToken
    const outcome = await refresh(session, projectOf(settings), clock)
    if ('session' in outcome) {
      await vault.write(outcome.session)
      return outcome.session.accessToken
    }
    if (session.expiresAt > clock.now()) return session.accessToken // It holds for a moment yet.
    if (outcome.ended) await vault.remove()
    throw outcome.refused
  }

  return {
    stored,
    change,
    async token({ fresh = false } = {}) {
      const refused = fresh ? last : undefined
      const { session } = await stored()
      if (holds(session, refused)) {
        last = session.accessToken
      } else {
        underWay ??= change(() => renewed(refused)).finally(() => {
          underWay = undefined
        })
        last = await underWay
      }
      return last
    },
  }
}

function notSignedIn(): Failure {
  return new Failure('auth', 'Nobody is signed in.', { hint: 'Sign in with: ytdub login' })
}
