import type { Against, ServiceUser } from '../../ports/service.ts'
import type { Query } from './database.ts'
import { USER } from './rows.ts'

/**
 * Asks what stands against a user's having more, and lets nobody else ask that for the same user until the transaction has
 * ended: the row is locked first, and what they have is read after that. Needs the service's rights. Where a job's row is
 * locked as well, that is done before, so that nobody waits in a circle.
 */
export async function againstUser<No>(query: Query, user: string, against: Against<No>): Promise<No | undefined> {
  await query('select id from public.users where id = $1 for no key update', [user])
  const { rows } = await query<{ row: ServiceUser }>(`select ${USER} as row from public.users account where id = $1`, [
    user,
  ])
  return rows[0] && against(rows[0].row)
}
