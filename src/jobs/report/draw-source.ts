import { blobOf } from '../../dub/blob.ts'
import type { Waveform } from '../../dub/dubbed.ts'
import { budgetOf } from '../../pipeline/budget.ts'
import { startRun } from '../../pipeline/run.ts'
import { probe } from '../../pipeline/stages/probe.ts'
import { waveform } from '../../pipeline/stages/waveform.ts'
import type { Job } from '../../ports/jobs.ts'
import type { Control } from '../control.ts'
import type { Shop } from '../shop.ts'

/** What a job's recording looks like, before there is a report of it. Kept: a later run recalls it. Nobody is asked. */
export async function drawSource(
  { request }: Pick<Job, 'request'>,
  shop: Shop,
  { signal, stop }: Pick<Control, 'signal' | 'stop'>,
): Promise<Waveform> {
  const { memo, clock, blobs, scratch, providers, media } = shop
  const tools = { blobs, scratch, providers, media, signal }
  const run = startRun({ memo, tools, clock, stop, budget: budgetOf(0), emit: () => {} })
  const track = blobOf(request.source)
  return run.step(waveform, { track, probe: await run.step(probe, { track }) })
}
