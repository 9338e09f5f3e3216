import { hasEnded } from '../../dub/has-ended.ts'
import type { ServiceCode, ServiceJob } from '../../ports/service.ts'
import type { FleetParts } from './parts.ts'

/** Ends every task of a job that has not ended yet, for one reason. */
export async function endAll(
  job: ServiceJob,
  why: { readonly code: ServiceCode; readonly message: string },
  { fleet }: FleetParts,
): Promise<void> {
  for (const task of job.tasks) if (!hasEnded(task)) await fleet.end(job.id, task.language, { ...why, outcome: null })
}

/** What stands on everything of a job that a person has cancelled. */
export const CANCELLED = { code: 'cancelled', message: 'cancelled' } as const
