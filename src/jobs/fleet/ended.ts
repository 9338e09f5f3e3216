import type { ServiceJob, ServiceTask } from '../../ports/service.ts'
import type { FleetParts } from './parts.ts'

/** Whether a job or a task has come to its end, good or bad. */
export function hasEnded({ status }: Pick<ServiceTask | ServiceJob, 'status'>): boolean {
  return status === 'complete' || status === 'error'
}

/** Has a job finished where the last of its tasks has ended. More than one may see that: it is finished once. */
export async function finishIfLast(id: string, { fleet, queue }: FleetParts): Promise<void> {
  const job = await fleet.find(id)
  if (job && !hasEnded(job) && job.tasks.every(hasEnded)) await queue.add([{ kind: 'finish', job: id }])
}
