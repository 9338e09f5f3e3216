import { mkdir, statfs } from 'node:fs/promises'
import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { ServiceJob } from '../../ports/service.ts'
import type { Shop } from '../shop.ts'
import { boundedMedia } from './bounded-media.ts'
import type { FleetParts } from './parts.ts'
import { submittedTracks } from './submitted-tracks.ts'

/** A shop for one try, and a folder to deliver into. All that is written there is gone with it. */
export type Workshop = AsyncDisposable & { readonly shop: Omit<Shop, 'jobs'>; readonly folder: string }

/** @throws {Failure} `config`, retryable (there are other machines), where there is too little space for unfinished files. */
export async function openWorkshop(
  job: ServiceJob,
  request: DubRequest,
  { shopFor, limits }: FleetParts,
): Promise<Workshop> {
  await using opened = new AsyncDisposableStack()
  const shop = opened.use(await shopFor(job))
  const folder = shop.scratch.path('delivery')
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < limits.freeBytes + bytesFor(job, request)) {
    throw new Failure('config', 'This worker has too little space for unfinished files.', {
      hint: 'Give it a larger disk, or another data folder: YTDUB_HOME=…',
      retryable: true,
    })
  }
  const kept = opened.move()
  return {
    shop: { ...shop, media: boundedMedia(shop.media), blobs: submittedTracks(shop.blobs, request) },
    folder,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** What the tracks themselves take, and the samples of both once they are decoded (16-bit stereo at 48 kHz). */
function bytesFor({ duration }: ServiceJob, { source, background }: DubRequest): number {
  return source.size + (background?.size ?? 0) + (duration ?? 0) * 192_000 * 2
}
