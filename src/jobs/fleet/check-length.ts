import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import { budgetOf } from '../../pipeline/budget.ts'
import { startRun } from '../../pipeline/run.ts'
import { prepare } from '../../pipeline/source/prepare.ts'
import type { Control } from '../control.ts'
import type { Shop } from '../shop.ts'

/**
 * Decodes the recording and counts its samples, before anybody is asked or paid. What it was taken for, and how much its owner
 * may still submit, was decided by what its header says.
 * @param submitted seconds that it was submitted with; null where nobody looked.
 * @throws {Failure} `input`, where it is longer.
 */
export async function checkLength(
  request: DubRequest,
  submitted: number | null,
  shop: Omit<Shop, 'jobs'>,
  { signal, stop, emit }: Omit<Control, 'limits'>,
): Promise<void> {
  const { memo, clock, blobs, scratch, providers, media } = shop
  const tools = { blobs, scratch, providers, media, signal }
  const { listened } = await prepare(request, startRun({ memo, tools, clock, stop, budget: budgetOf(0), emit }))
  if (submitted === null || listened.samples / listened.sampleRate <= submitted * 1.02 + 1) return
  throw new Failure('input', 'The recording is longer than its header says.', {
    hint: 'Convert it to WAV or MP3, and submit that.',
  })
}
