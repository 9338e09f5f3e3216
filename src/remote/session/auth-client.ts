import type { SupabaseClient } from '@supabase/supabase-js'
import type { Clock } from '../../clock.ts'
import { type PatientFetch, patientFetch } from './patient-fetch.ts'
import type { Project } from './project.ts'

export type AuthClient = {
  readonly auth: SupabaseClient['auth']
  readonly project: Project
  /** What the server asked to wait with its last 429, in ms. */
  readonly retryAfter: PatientFetch['retryAfter']
}

/**
 * Supabase's own client for signing in. It keeps what it learns in memory only: left to itself it deletes a session from
 * its store when a refresh is answered with 429, and complains on standard error of a store that fails.
 */
export async function openAuthClient(project: Project, clock: Clock): Promise<AuthClient> {
  const { createClient } = await import('@supabase/supabase-js')
  const { fetch, retryAfter } = patientFetch(clock)
  const memory = new Map<string, string>()
  const storage = {
    getItem: (name: string) => memory.get(name) ?? null,
    setItem: (name: string, value: string) => void memory.set(name, value),
    removeItem: (name: string) => void memory.delete(name),
  }
  const client = createClient(project.url, project.key, {
    auth: {
      storage,
      storageKey: 'ytdub',
      persistSession: true,
      autoRefreshToken: false,
      detectSessionInUrl: false,
      flowType: 'pkce',
    },
    global: { fetch },
  })
  return { auth: client.auth, project, retryAfter }
}
