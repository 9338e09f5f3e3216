import type { Dubbed } from '../dub/dubbed.ts'
import { Failure } from '../failure.ts'
import { budgetOf } from '../pipeline/budget.ts'
import type { RunEvent } from '../pipeline/events.ts'
import { dub } from '../pipeline/pipeline.ts'
import { startRun } from '../pipeline/run.ts'
import type { Job } from '../ports/jobs.ts'
import type { Control } from './control.ts'
import { deadlineOf } from './deadline.ts'
import { diaryWriter } from './diary.ts'
import { FOR_REVIEW, NOT_ALL } from './for-review.ts'
import { type HandedOver, handOver, handOverForReview } from './hand-over.ts'
import { holdLease } from './lease.ts'
import { taskTracker } from './progress.ts'
import type { Shop } from './shop.ts'
import { usageMeter } from './usage.ts'

/**
 * Does one job from start to end, here. Whoever dubs comes through this door. A job that another process works on is
 * waited for, and then found done.
 * @throws {Failure} what kept the job from being done; a job that was stopped goes on when it is worked on again.
 */
export async function workOn(job: Job, shop: Shop, control: Control): Promise<HandedOver> {
  await using lease = await holdLease(job.id, shop, control).catch((error: unknown) => {
    control.emit({ event: 'job-finished', job: job.id, status: 'error', manifest: null })
    throw error
  })
  using deadline = deadlineOf(control.limits)
  control.emit({ event: 'job-started', job: job.id, languages: job.request.languages, folder: job.folder })
  try {
    await shop.jobs.beginDiary(job.id)
    await shop.jobs.bound(job.id, Number.isFinite(control.limits.maxCost) ? control.limits.maxCost : null)
    await shop.jobs.update(job.id, { status: 'processing', message: '', progress: 0 })
    const signal = AbortSignal.any([control.signal, lease.lost, deadline.signal])
    const handed = await dubAndDeliver(job, shop, { ...control, signal, stop: lease.stop })
    await settle(job, handed, shop)
    const { manifest, path } = handed
    const status = manifest?.status ?? (handed.failures.length > 0 ? 'error' : 'reviewable')
    control.emit({ event: 'job-finished', job: job.id, status, manifest: manifest && path })
    return handed
  } catch (error) {
    // Where the lease was lost or the time was over, that is why everything was cut off.
    const cutOff = [lease.lost, deadline.signal].find(({ aborted }) => aborted)
    const failure = Failure.from(cutOff ? cutOff.reason : error)
    const isCancelled = failure.code === 'interrupted' && !cutOff && lease.isAskedToStop()
    if (isCancelled) await shop.jobs.settle(job.id, { ...CANCELLED, languages: [] })
    else if (!lease.lost.aborted) await giveUp(job, failure, shop) // Else it is another's, and theirs to end.
    control.emit({ event: 'job-finished', job: job.id, status: 'error', manifest: null })
    throw isCancelled ? cancelled(job, failure) : failure
  }
}

/**
 * Where a blob is found to be lost, what led to it is forgotten and worked out again; all else is recalled. Each blob
 * may be lost once: one that is lost again will be each time, and each time would be paid for.
 */
async function dubAndDeliver(job: Job, shop: Shop, control: Control): Promise<HandedOver> {
  const usage = usageMeter(job.request.languages)
  using budget = (control.budget ?? budgetOf(control.limits.maxCost)).share()
  const track = taskTracker(job.request.languages)
  const diary = diaryWriter(job, shop)
  const emit = (event: RunEvent) => {
    usage.hear(event)
    diary.hear(event)
    control.emit(event)
    for (const task of track(event)) {
      control.emit({ event: 'task', job: job.id, ...task })
      diary.task(task)
    }
  }
  const lost = new Set<string>()
  while (true) {
    try {
      const tools = {
        blobs: shop.blobs,
        scratch: shop.scratch,
        providers: shop.providers,
        media: shop.media,
        signal: control.signal,
      }
      const { until } = control.limits
      const run = startRun({ memo: shop.memo, tools, clock: shop.clock, stop: control.stop, budget, emit })
      const dubbed: Dubbed = await dub(job.request, run, until)
      await shop.jobs.update(job.id, { status: 'finalizing', duration: dubbed.duration })
      await diary.flush() // The manifest tells what all runs have cost, this one included.
      const warn = (language: string, message: string) => control.emit({ event: 'warning', language, message })
      const finished = { job, dubbed, usage, warn, signal: control.signal }
      return until === undefined ? await handOver(finished, shop) : await handOverForReview(finished, shop)
    } catch (error) {
      const { code, subject } = Failure.from(error)
      if (code !== 'lost' || subject === undefined) throw error
      if (lost.has(subject)) throw keepsNothing(error)
      lost.add(subject)
      control.emit({ event: 'blob-lost', job: job.id, digest: subject })
      await shop.memo.forgetNaming(subject)
    } finally {
      await diary.flush()
    }
  }
}

function keepsNothing(cause: unknown): Failure {
  return new Failure('config', 'What is kept is gone or damaged as soon as it is written.', {
    cause,
    hint: 'Check the disk of the data folder, or use another one: YTDUB_HOME=…',
  })
}

async function settle(job: Job, { manifest, failures }: HandedOver, { jobs }: Shop): Promise<void> {
  if (manifest === null) return jobs.release(job.id, failures.length > 0 ? NOT_ALL : FOR_REVIEW)
  const failed = manifest.languages.filter(({ status }) => status === 'error').map(({ language }) => language)
  const status = manifest.status === 'error' ? 'error' : 'complete'
  const code =
    manifest.status === 'partial' ? 'partial' : manifest.status === 'error' ? (failures[0] ?? 'vendor') : null
  const message = failed.length === 0 ? 'done' : `failed: ${failed.join(', ')}`
  await jobs.settle(job.id, { status, code, message, languages: manifest.languages })
}

const CANCELLED = { status: 'error', code: 'interrupted', message: 'cancelled' } as const

function cancelled({ id }: Job, cause: Failure): Failure {
  return new Failure('interrupted', 'The job was cancelled. What was finished is kept.', {
    hint: `To go on: ytdub jobs retry ${id}`,
    cause,
  })
}

async function giveUp(job: Job, { code, message }: Failure, { jobs }: Shop): Promise<void> {
  if (code === 'interrupted') return jobs.release(job.id, 'interrupted')
  return jobs.settle(job.id, { status: 'error', code, message, languages: [] })
}
