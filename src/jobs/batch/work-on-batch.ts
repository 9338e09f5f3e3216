import type { SummaryFile } from '../../dub/summary.ts'
import { Failure } from '../../failure.ts'
import { budgetOf } from '../../pipeline/budget.ts'
import type { Job } from '../../ports/jobs.ts'
import type { Control } from '../control.ts'
import type { Shop } from '../shop.ts'
import { plan } from '../submit.ts'
import { workOn } from '../work-on.ts'
import type { EmitBatch } from './batch-events.ts'
import { fileRecord } from './file-record.ts'
import type { BatchEntry } from './item.ts'
import { type Turns, turnsOf } from './turns-of.ts'

export type BatchControl = Omit<Control, 'emit' | 'budget'> & {
  readonly emit: EmitBatch
  /** How many files are worked on at once. */
  readonly atOnce: number
  /** Whether the first file that fails ends the batch: nothing is begun after it. */
  readonly failFast: boolean
}

/**
 * Works on many files, some at once, with one budget for all. A file that fails stops no other, and files of the same
 * bytes wait for each other, so that what the first has paid for is recalled by the next. Entries may go on coming.
 * @returns what became of each, in the order in which they came; those that were not begun before a stop are `pending`.
 */
export async function workOnBatch(
  entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
  shop: Shop,
  control: BatchControl,
): Promise<readonly SummaryFile[]> {
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
    turns: turnsOf(),
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
  for (const ended of hands) if (ended.status === 'rejected') throw ended.reason
  return outcomes
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
  readonly turns: Turns
  readonly notices: Set<string>
}

/** Whatever goes wrong is this file's outcome. */
async function workOnFile(
  { wish, refused }: BatchEntry,
  { shop, control, budget, turns, notices }: Shared,
): Promise<SummaryFile> {
  const { file } = wish
  const record = fileRecord(wish, shop)
  if (control.stop.requested) return record.failed(null, new Failure('interrupted', 'Not begun.'))
  if (refused) return record.failed(null, refused)
  control.emit({ event: 'file-started', file })
  let job: Job | null = null
  try {
    const { job: planned, notice } = await plan(wish, shop, control.signal)
    if (notice !== undefined && !notices.has(notice)) {
      notices.add(notice)
      control.emit({ event: 'notice', message: notice })
    }
    using _turn = await turns(planned.request.source.digest, file, (same) =>
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
    return record.done(job, handed)
  } catch (error) {
    return record.failed(job, Failure.from(error))
  }
}
