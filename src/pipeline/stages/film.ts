import type { BlobRef } from '../../dub/blob.ts'
import type { VideoContainer } from '../../ports/media.ts'
import type { BlobStore } from '../../ports/stores.ts'

/** A picture and what is heard with it. `title` is what a player's menu shows. */
export type Film = {
  readonly picture: BlobRef
  readonly sounds: readonly { readonly audio: BlobRef; readonly language: string; readonly title: string }[]
  /** The picture's own sound as the last track; null where it is left out. */
  readonly original: { readonly language: string; readonly title: string } | null
}

export const VIDEO_MIME = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
} as const satisfies Record<VideoContainer, string>

/** A film by its files. */
export async function filmParts({ picture, sounds, original }: Film, blobs: BlobStore) {
  const named = sounds.map(async ({ audio, ...label }) => ({ ...label, path: await blobs.path(audio) }))
  return { picture: await blobs.path(picture), sounds: await Promise.all(named), original }
}
