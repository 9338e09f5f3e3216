import { blobOf } from '../../dub/blob.ts'
import type { Waveform } from '../../dub/dubbed.ts'
import type { DubRequest } from '../../dub/request.ts'
import { endsJob, Failure } from '../../failure.ts'
import type { Run } from '../run.ts'
import { waveform } from '../stages/waveform.ts'
import type { Prepared } from './prepare.ts'

/**
 * Begins to draw the source. Ask for it at the end: null where it cannot be drawn, which is said, for a picture is no reason
 * to keep back finished dubs.
 */
export function drawing({ source }: DubRequest, { probed }: Prepared, run: Run) {
  const begun = run
    .step(waveform, { track: blobOf(source), probe: probed })
    .catch((error: unknown) => Failure.from(error))
  return async (warn: (message: string) => void): Promise<Waveform | null> => {
    const drawn = await begun
    if (!(drawn instanceof Failure)) return drawn
    if (endsJob(drawn)) throw drawn
    warn(`The report has no waveform of the recording. ${drawn.message}`)
    return null
  }
}
