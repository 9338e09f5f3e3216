import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../src/failure.ts'
import { findItems } from '../../src/jobs/batch/find-items.ts'
import { type BatchEntry, entryOf } from '../../src/jobs/batch/item.ts'
import { recordingsIn } from '../../src/jobs/batch/recordings-in.ts'
import { watchEntries } from '../../src/jobs/batch/watch-entries.ts'
import type { DubWish } from '../../src/jobs/submit.ts'

/** Milliseconds for which a file that comes has to stand still: a copy over a network may pause for seconds, and half a recording is paid for. */
const STILL_MS = 5000

/** What a batch is made of. */
export type From = {
  readonly sources: readonly string[]
  /** What is wished of every file. */
  readonly all: Omit<DubWish, 'file'>
  readonly watch: boolean
}

/** All files that there are now, in order. Of folders that are watched there may be none. */
export async function entriesOf({ sources, all, watch }: From): Promise<readonly BatchEntry[]> {
  if (!watch) return (await findItems(sources)).map((item) => entryOf(item, all))
  for (const source of sources) await refuseUnwatchable(source)
  const found = await Promise.all(sources.map(recordingsIn))
  return found.flatMap(({ recordings }) => recordings).map((file) => entryOf({ file, own: {}, place: undefined }, all))
}

async function refuseUnwatchable(source: string): Promise<void> {
  const found = await stat(source).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new Failure('usage', `${JSON.stringify(source)} is not a folder, and cannot be watched.`, {
    hint: 'Name a folder, or leave --watch out.',
  })
}

/** Entries as they come; where folders are watched, until `end` or the signal. */
export type Coming = {
  readonly entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>
  readonly end: () => void
}

export function comingOf(there: readonly BatchEntry[], { sources, all, watch }: From, leaving: AbortSignal): Coming {
  if (!watch) return { entries: there, end: () => {} }
  const enough = new AbortController()
  const signal = AbortSignal.any([leaving, enough.signal])
  const pause = async () => sleep(STILL_MS, undefined, { signal }).catch(() => {}) // Over is over.
  return { entries: watchEntries(sources, all, { signal, pause }), end: () => enough.abort() }
}
