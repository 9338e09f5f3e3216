import { systemClock } from '../../../src/clock.ts'
import { type AuthHandle, type AuthOptions, authBehind } from './supabase-auth.ts'
import { supabaseKeys } from './supabase-keys.ts'
import { EMULATED_PUBLISHABLE_KEY, EMULATED_SECRET_KEY } from './supabase-options.ts'
import { openSupabaseServer } from './supabase-server.ts'
import type { SupabaseEmulator } from './supabase-server-types.ts'
import { both, type StorageOptions, storageBehind } from './supabase-storage.ts'
import type { StorageObjects } from './supabase-storage-objects.ts'

export type SupabaseProject = SupabaseEmulator & AuthHandle & { readonly objects: StorageObjects }

/** Starts a Supabase project on loopback, Auth and Storage at one address: `createClient(url, anonKey)` works against it. */
export async function startSupabase(options: AuthOptions & StorageOptions = {}): Promise<SupabaseProject> {
  const { anonKey = EMULATED_PUBLISHABLE_KEY, secretKey = EMULATED_SECRET_KEY, clock = systemClock } = options
  const keys = options.keys ?? (await supabaseKeys(clock, options))
  const server = await openSupabaseServer(options)
  const shared = { ...options, anonKey, secretKey, clock, keys }
  const auth = authBehind(server.url, shared)
  const storage = await storageBehind(server.url, shared)
  server.serve(auth.part)
  server.serve(storage.part)
  return Object.assign(server, auth.handle, {
    objects: storage.objects,
    [Symbol.asyncDispose]: both(server, storage),
  })
}
