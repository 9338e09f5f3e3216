import type { BlobRef } from '../../dub/blob.ts'
import type { Probe } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'

/** What a track is: its length, its audio, and its picture, where there is one. */
export const probe: Stage<{ readonly track: BlobRef }, Probe> = {
  name: 'probe',
  version: 3,
  async run({ track }, { blobs, media, signal }) {
    return media.probe(await blobs.path(track), { signal })
  },
}
