import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Track } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { Shop } from './shop.ts'

/** A recording, and the absolute path that it was given by. */
export type Recording = { readonly track: Track; readonly path: string }

/**
 * Two recordings of one name go to one folder, `talk.mp3` beside `talk.wav`, or `a/talk.mp3` and `b/talk.mp3` under one
 * --out: the second one must not write over what the first one paid for. One that was only moved is the same.
 * @throws {Failure} `usage`, where the folder holds the dubs of another recording.
 */
export async function refuseForeign(folder: string, recording: Recording, { jobs }: Pick<Shop, 'jobs'>): Promise<void> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  const held = text === undefined ? undefined : holderIn(text)
  if (held === undefined || held.sha256 === recording.track.digest) return
  const from = (await jobs.find(held.job))?.source
  const isOwn = from === undefined ? held.file === recording.track.name : from === recording.path
  if (isOwn) return // The recording itself has changed.
  throw new Failure('usage', `${JSON.stringify(folder)} holds the dubs of ${JSON.stringify(from ?? held.file)}.`, {
    hint: 'Choose another place with --out.',
  })
}

type Holder = { readonly file: string; readonly sha256: string; readonly job: string }

function holderIn(manifest: string): Holder | undefined {
  try {
    const { source, job } = JSON.parse(manifest) as { source?: Record<string, unknown>; job?: unknown }
    const { file, sha256 } = source ?? {}
    const isWhole = typeof file === 'string' && typeof sha256 === 'string' && typeof job === 'string'
    return isWhole ? { file, sha256, job } : undefined
  } catch {
    return undefined // Not ours, or damaged: it is replaced.
  }
}
