import type { Clock } from '../../../src/clock.ts'
import type { SupabaseAlgorithm, SupabaseKeys } from './supabase-keys.ts'
import type { SupabaseServerOptions } from './supabase-server-types.ts'

/** What all parts of an emulated project share. */
export type SupabaseOptions = SupabaseServerOptions & {
  /** The publishable key. */
  readonly anonKey?: string
  readonly secretKey?: string
  /** Of access tokens; ES256 else. */
  readonly algorithm?: SupabaseAlgorithm
  /** The legacy secret of HS256. */
  readonly jwtSecret?: string
  /** Another emulator's keys, whose users are to be let in. */
  readonly keys?: SupabaseKeys
  readonly clock?: Clock
}

export const EMULATED_PUBLISHABLE_KEY = 'sb_publishable_emulated'
export const EMULATED_SECRET_KEY = 'sb_secret_emulated'
