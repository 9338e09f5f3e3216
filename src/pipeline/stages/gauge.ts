import type { BlobRef } from '../../dub/blob.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { fromPcm16 } from '../../sound/pcm.ts'
import { fileChunks } from '../sound/file-chunks.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Stage } from '../stage.ts'

/** How loud raw samples are, as `decode` gives them: LUFS, integrated; null for silence. */
export const gauge: Stage<{ readonly samples: BlobRef }, number | null> = {
  name: 'gauge',
  version: 1,
  async run({ samples }, { blobs, signal }) {
    const meter = loudnessMeter(2, SAMPLE_RATE)
    for await (const chunk of fromPcm16(fileChunks(await blobs.path(samples)))) {
      signal.throwIfAborted()
      meter.push(chunk)
    }
    const loudness = meter.integrated()
    return Number.isFinite(loudness) ? loudness : null
  },
}
