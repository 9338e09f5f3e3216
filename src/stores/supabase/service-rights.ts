import type { Query } from './database.ts'

/**
 * Goes on in a user's transaction with the service's own rights, as users themselves may write nothing. Only after a
 * question asked as the user has said whose what is written is.
 */
export async function withServiceRights(query: Query): Promise<void> {
  await query("select set_config('role', 'none', true)", [])
}
