import type { BlobRef } from '../../dub/blob.ts'
import type { Probe } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'

/** A track as raw 16-bit stereo samples at 48 kHz, so that any number of mixes decode it once. */
export const decode: Stage<{ readonly track: BlobRef; readonly probe: Probe }, BlobRef> = {
  name: 'decode',
  version: 1,
  async run({ track, probe }, { blobs, media, scratch, signal }) {
    const path = scratch.path('track.pcm')
    await media.decode({ path: await blobs.path(track), probe }, { path }, { signal })
    return blobs.adopt(path, 'audio/x-s16le; rate=48000; channels=2')
  },
}
