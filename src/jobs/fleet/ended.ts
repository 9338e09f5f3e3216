import { hasEnded } from '../../dub/has-ended.ts'
import type { FleetParts } from './parts.ts'

/** Has a job finished where the last of its tasks has ended. More than one may see that: it is finished once. */
export async function finishIfLast(id: string, { fleet, queue }: FleetParts): Promise<void> {
  const job = await fleet.find(id)
  if (job && !hasEnded(job) && job.tasks.every(hasEnded)) await queue.add([{ kind: 'finish', job: id }])
}
