import { rm, writeFile } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import type { VideoContainer } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'
import { type Film, filmParts, VIDEO_MIME } from './film.ts'

type Question = Film & {
  /** SRT. */
  readonly captions: readonly { readonly text: string; readonly language: string; readonly title: string }[]
  readonly container: VideoContainer
}

/** The source's picture, untouched, with sound tracks and captions that can be turned on. */
export const mux: Stage<Question, BlobRef> = {
  name: 'mux',
  version: 3,
  async run({ captions, container, ...film }, { blobs, media, scratch, signal }) {
    const path = scratch.path(`video.${container}`)
    const texts = captions.map(({ text, ...label }) => ({
      text,
      track: { ...label, path: scratch.path('captions.srt') },
    }))
    try {
      await Promise.all(texts.map(({ text, track }) => writeFile(track.path, text, { mode: 0o600 })))
      const parts = await filmParts(film, blobs)
      await media.mux({ ...parts, captions: texts.map(({ track }) => track) }, { path, container }, { signal })
    } finally {
      await Promise.all(texts.map(({ track }) => rm(track.path, { force: true })))
    }
    return blobs.adopt(path, VIDEO_MIME[container])
  },
}
