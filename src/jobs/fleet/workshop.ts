import { mkdir, statfs } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import type { Shop } from '../shop.ts'
import type { FleetParts } from './parts.ts'

/** A shop for one try, and a folder to deliver into. All that is written there is gone with it. */
export type Workshop = AsyncDisposable & { readonly shop: Omit<Shop, 'jobs'>; readonly folder: string }

/** @throws {Failure} `config`, retryable (there are other machines), where there is too little space for unfinished files. */
export async function openWorkshop(owner: string, { shopFor, limits }: FleetParts): Promise<Workshop> {
  await using opened = new AsyncDisposableStack()
  const shop = opened.use(await shopFor(owner))
  const folder = shop.scratch.path('delivery')
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < limits.freeBytes) {
    throw new Failure('config', 'This worker has too little space for unfinished files.', {
      hint: 'Give it a larger disk, or another data folder: YTDUB_HOME=…',
      retryable: true,
    })
  }
  const kept = opened.move()
  return { shop, folder, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
