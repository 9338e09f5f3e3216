import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../src/clock.ts'

export type EmulatedUser = {
  readonly id: string
  readonly email: string
  readonly password: string | undefined
  readonly metadata: Readonly<Record<string, unknown>>
  readonly provider: string
  readonly isConfirmed: boolean
  readonly isBanned: boolean
  readonly createdAt: number
}

export type NewUser = Pick<EmulatedUser, 'email'> & Partial<Omit<EmulatedUser, 'email' | 'createdAt'>>

/** What is needed of pg's Pool. */
export type AccountsPool = { query(text: string, values: unknown[]): Promise<unknown> }

export type AuthUsers = {
  /** Makes an account; with a pool there is a row in auth.users, too, before this returns. */
  readonly add: (user: NewUser) => Promise<EmulatedUser>
  readonly withEmail: (email: string) => EmulatedUser | undefined
  readonly withId: (id: string) => EmulatedUser | undefined
}

/** The project's accounts. */
export function authUsers(clock: Clock, pool?: AccountsPool): AuthUsers {
  const users = new Map<string, EmulatedUser>()
  const plain = (email: string) => email.trim().toLowerCase()
  return {
    async add({ email, id = randomUUID(), ...told }) {
      const user = {
        password: undefined,
        metadata: {},
        provider: 'email',
        isConfirmed: true,
        isBanned: false,
        ...told,
        id,
        email: plain(email),
        createdAt: clock.now(),
      }
      await pool?.query('insert into auth.users (id, email) values ($1, $2) on conflict (id) do nothing', [
        id,
        user.email,
      ])
      users.set(id, user)
      return user
    },
    withEmail: (email) => [...users.values()].find((user) => user.email === plain(email)),
    withId: (id) => users.get(id),
  }
}

/** An account as clients see it. */
export function shownUser({ id, email, metadata, provider, isConfirmed, createdAt }: EmulatedUser) {
  const created = new Date(createdAt).toISOString()
  const confirmed = isConfirmed && { email_confirmed_at: created, confirmed_at: created }
  return {
    id,
    aud: 'authenticated',
    role: 'authenticated',
    email,
    ...confirmed,
    phone: '',
    last_sign_in_at: created,
    app_metadata: { provider, providers: [provider] },
    user_metadata: { email, email_verified: isConfirmed, ...metadata },
    identities: [
      {
        identity_id: id,
        id,
        user_id: id,
        identity_data: { email, email_verified: isConfirmed, sub: id },
        provider,
        last_sign_in_at: created,
        created_at: created,
        updated_at: created,
        email,
      },
    ],
    created_at: created,
    updated_at: created,
    is_anonymous: false,
  }
}
