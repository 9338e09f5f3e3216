import type { Control } from '../jobs/control.ts'
import type { HandedOver } from '../jobs/hand-over.ts'
import { planAgain } from '../jobs/retry.ts'
import type { Shop } from '../jobs/shop.ts'
import { workOn } from '../jobs/work-on.ts'
import type { Job } from '../ports/jobs.ts'

/**
 * Works on a job again, as it was asked for, with what a person wants of its lines by now.
 * @throws {Failure} what kept it from being done; `input`, where a recording is gone or another one.
 */
export async function runAgain(job: Job, shop: Shop, control: Control): Promise<HandedOver> {
  const { job: again } = await planAgain(job, shop, control.signal)
  return workOn(await shop.jobs.submit(again), shop, control)
}
