import type { DubRequest } from '../dub/request.ts'
import { budgetOf } from '../pipeline/budget.ts'
import { estimate } from '../pipeline/estimate.ts'
import type { Estimate } from '../pipeline/events.ts'
import { startRun } from '../pipeline/run.ts'
import { prepare } from '../pipeline/source/prepare.ts'
import type { Control } from './control.ts'
import type { Shop } from './shop.ts'

/** What a job would ask of providers if it were worked on now, and cost. Nobody is asked; the recording is looked at. */
export async function estimateJob(
  request: DubRequest,
  shop: Shop,
  { signal, stop, emit, limits }: Control,
): Promise<Estimate> {
  const { memo, clock, blobs, scratch, providers, media } = shop
  const tools = { blobs, scratch, providers, media, signal }
  const run = startRun({ memo, tools, clock, stop, budget: budgetOf(0), emit })
  return estimate(await prepare(request, run), request, run, limits.until)
}
