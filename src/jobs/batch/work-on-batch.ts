import type { SummaryFile } from '../../dub/summary.ts'
import { Failure } from '../../failure.ts'
import { budgetOf } from '../../pipeline/budget.ts'
import type { Job } from '../../ports/jobs.ts'
import type { Control } from '../control.ts'
import type { Shop } from '../shop.ts'
import { type DubWish, plan } from '../submit.ts'
import { workOn } from '../work-on.ts'
import type { EmitBatch } from './batch-events.ts'
import { type FileRecord, fileRecord } from './file-record.ts'
import type { BatchEntry } from './item.ts'
import { folderKey } from './refuse-doubles.ts'
import { type Turns, turnsOf } from './turns-of.ts'

export type BatchControl = Omit<Control, 'emit' | 'budget'> & {
  readonly emit: EmitBatch
  /** How many files are worked on at once. */
  readonly atOnce: number
  /** Whether the first file that fails ends the batch: nothing is begun after it. */
  readonly failFast: boolean
}

/** What became of a batch. */
export type Worked = {
  /** Of each file, in the order in which they came; those that were not begun before a stop are `pending`. */
  readonly outcomes: readonly SummaryFile[]
  /** Why no more entries could be had; what had come by then was worked on all the same. */
  readonly failure: Failure | undefined
}

/**
 * Works on many files, some at once, with one budget for all. A file that fails stops no other, and files of the same
 * bytes wait for each other, so that what the first has paid for is recalled by the next. Entries may go on coming.
 */
export async function workOnBatch(
  entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
  shop: Shop,
  control: BatchControl,
): Promise<Worked> {
  let failed = false
  const stop = {
    get requested() {
      return control.stop.requested || failed
    },
  }
  const shared = {
    shop,
    control: { ...control, stop },
    budget: budgetOf(control.limits.maxCost),
    folders: turnsOf(),
    recordings: turnsOf(),
    notices: new Set<string>(),
  }
  const outcomes: SummaryFile[] = []
  const waiting = numbered(entries)
  const hand = async () => {
    for await (const [index, entry] of waiting) {
      const outcome = await workOnFile(entry, shared)
      failed ||= control.failFast && (outcome.status === 'error' || outcome.status === 'partial')
      outcomes[index] = outcome
      control.emit({ event: 'file-finished', file: entry.wish.file, outcome })
    }
  }
  // Settled, not raced: where no more entries can be had, what is under way is finished all the same.
  const hands = await Promise.allSettled(Array.from({ length: control.atOnce }, hand))
  const [failure] = hands.flatMap((ended) => (ended.status === 'rejected' ? [Failure.from(ended.reason)] : []))
  return { outcomes, failure }
}

/** One source that several hands may take from, each entry with its place in the order. */
async function* numbered(
  entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
): AsyncGenerator<readonly [number, BatchEntry], void> {
  let index = 0
  for await (const entry of entries) yield [index++, entry]
}

type Shared = {
  readonly shop: Shop
  readonly control: BatchControl
  readonly budget: ReturnType<typeof budgetOf>
  /** By folder: a recording that is replaced while it is dubbed comes again, and would be delivered to where it is. */
  readonly folders: Turns
  /** By digest. Who has a turn here has one of the folders already, never the other way round: nobody waits in a circle. */
  readonly recordings: Turns
  readonly notices: Set<string>
}

/** Whatever goes wrong is this file's outcome. */
async function workOnFile(entry: BatchEntry, shared: Shared): Promise<SummaryFile> {
  const { shop, control, folders } = shared
  const { wish, refused } = entry
  if (refused) return fileRecord(wish, shop).failed(null, refused)
  using _folder = await folders(folderKey(entry), wish.file, () => {}) // It is the same file that has it: there is nothing to tell.
  const record = fileRecord(wish, shop)
  if (control.stop.requested) return record.failed(null, new Failure('interrupted', 'Not begun.'))
  control.emit({ event: 'file-started', file: wish.file })
  return await dubFile(wish, record, shared)
}

async function dubFile(
  wish: DubWish,
  record: FileRecord,
  { shop, control, budget, recordings, notices }: Shared,
): Promise<SummaryFile> {
  const { file } = wish
  let job: Job | null = null
  try {
    const { job: planned, notice } = await plan(wish, shop, control.signal)
    if (notice !== undefined && !notices.has(notice)) {
      notices.add(notice)
      control.emit({ event: 'notice', message: notice })
    }
    using _recording = await recordings(planned.request.source.digest, file, (same) =>
      control.emit({ event: 'file-waiting', file, same }),
    )
    job = await shop.jobs.submit(planned)
    const handed = await workOn(job, shop, {
      ...control,
      budget,
      emit(told) {
        record.hear(told)
        control.emit({ event: 'job', file, told })
      },
    })
    return await record.done(job, handed)
  } catch (error) {
    return await record.failed(job, Failure.from(error))
  }
}
