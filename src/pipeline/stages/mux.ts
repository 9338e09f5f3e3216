import { rm, writeFile } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import type { Stage } from '../stage.ts'

type Question = {
  readonly picture: BlobRef
  readonly audio: BlobRef
  /** SRT. */
  readonly captions: string
  readonly language: string
  readonly container: 'mp4' | 'mkv'
}

/** The source's picture, untouched, with the dub and its captions. */
export const mux: Stage<Question, BlobRef> = {
  name: 'mux',
  version: 1,
  async run({ picture, audio, captions, language, container }, { blobs, media, scratch, signal }) {
    const path = scratch.path(`video.${container}`)
    const text = scratch.path('captions.srt')
    try {
      await writeFile(text, captions, { mode: 0o600 })
      const [from, dub] = await Promise.all([blobs.path(picture), blobs.path(audio)])
      await media.mux({ picture: from, audio: dub, captions: text, language }, { path, container }, { signal })
    } finally {
      await rm(text, { force: true })
    }
    return blobs.adopt(path, container === 'mp4' ? 'video/mp4' : 'video/x-matroska')
  },
}
