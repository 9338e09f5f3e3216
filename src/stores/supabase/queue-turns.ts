import type { PgBoss } from 'pg-boss'
import type { FleetWork } from '../../ports/service.ts'

/**
 * When each piece of work is due, as a number that is lower the sooner it is: an owner's pieces come one after another, the
 * first of somebody who has nothing waiting together with whatever is due now. So all owners take turns, and nobody waits
 * for ever: the turns of those who come later begin where the queue has come to. (Start-time fair queueing: Goyal, Vin and
 * Cheng, SIGCOMM 1996, for pieces that all count the same.)
 */
export async function turnsOf(boss: PgBoss, queue: string, work: readonly FleetWork[]): Promise<readonly number[]> {
  const next = new Map<string, number>()
  const { rows } = await boss.getDb().executeSql(FIRST_TURNS, [queue, [...new Set(work.map(({ job }) => job))]])
  const owners = new Map<string, string>()
  for (const { job, owner, turn } of rows as readonly FirstTurn[]) {
    owners.set(job, owner)
    next.set(owner, turn)
  }
  return work.map(({ job }) => {
    const owner = owners.get(job) ?? job
    const turn = next.get(owner) ?? 0
    next.set(owner, turn + 1)
    return turn
  })
}

type FirstTurn = { readonly job: string; readonly owner: string; readonly turn: number }

/** What was handed back is of no turn. `waiting` is looked at as it is: of two who add at once, both may get the same turn. */
const FIRST_TURNS = `with waiting as (
    select -work.priority as turn, job.user_id
    from pgboss.job work join public.dubbing_jobs job on job.id = work.data ->> 'job'
    where work.name = $1 and work.state = 'created' and work.priority <= 0
  )
  select job.id as job, job.user_id::text as owner, greatest(
    (select coalesce(min(turn), 0) from waiting),
    (select coalesce(max(turn) + 1, 0) from waiting where waiting.user_id = job.user_id)
  ) as turn
  from public.dubbing_jobs job where job.id = any($2::text[])`
