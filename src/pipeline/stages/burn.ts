import type { BlobRef } from '../../dub/blob.ts'
import type { Caption } from '../../dub/captions.ts'
import type { VideoContainer } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'
import { type Film, filmParts, VIDEO_MIME } from './film.ts'

type Question = Film & {
  readonly captions: readonly Caption[]
  readonly container: VideoContainer
  /** How long the film is; it says how far the work is. */
  readonly seconds: number
}

/** The source's picture with captions painted into it. */
export const burn: Stage<Question, BlobRef> = {
  name: 'burn',
  version: 1,
  async run({ captions, container, seconds, ...film }, { blobs, media, scratch, signal, progress }) {
    const path = scratch.path(`captioned.${container}`)
    const say = (second: number) => progress(Math.min(1, second / seconds))
    const parts = await filmParts(film, blobs)
    await media.burn({ ...parts, captions }, { path, container }, { signal, progress: say })
    return blobs.adopt(path, VIDEO_MIME[container])
  },
}
