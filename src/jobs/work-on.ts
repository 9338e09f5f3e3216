import type { Dubbed } from '../dub/dubbed.ts'
import { Failure } from '../failure.ts'
import type { RunEvent } from '../pipeline/events.ts'
import { dub } from '../pipeline/pipeline.ts'
import { startRun } from '../pipeline/run.ts'
import type { Job } from '../ports/jobs.ts'
import type { Control } from './control.ts'
import { diaryWriter } from './diary.ts'
import { type HandedOver, handOver } from './hand-over.ts'
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
  control.emit({ event: 'job-started', job: job.id, languages: job.request.languages, folder: job.folder })
  try {
    await shop.jobs.beginDiary(job.id)
    await shop.jobs.update(job.id, { status: 'processing', message: '', progress: 0 })
    const handed = await dubAndDeliver(job, shop, { ...control, signal: AbortSignal.any([control.signal, lease.lost]) })
    await settle(job, handed, shop)
    control.emit({ event: 'job-finished', job: job.id, status: handed.manifest.status, manifest: handed.path })
    return handed
  } catch (error) {
    // Where the lease was lost, that is why everything was cut off.
    const failure = Failure.from(lease.lost.aborted ? lease.lost.reason : error)
    if (!lease.lost.aborted) await giveUp(job, failure, shop) // Else it is another's, and theirs to end.
    control.emit({ event: 'job-finished', job: job.id, status: 'error', manifest: null })
    throw failure
  }
}

/**
 * Where a blob is found to be lost, what led to it is forgotten and worked out again; all else is recalled. Each blob
 * may be lost once: one that is lost again will be each time, and each time would be paid for.
 */
async function dubAndDeliver(job: Job, shop: Shop, control: Control): Promise<HandedOver> {
  const usage = usageMeter(job.request.languages)
  const track = taskTracker(job.request.languages)
  const diary = diaryWriter(job.id, shop)
  const emit = (event: RunEvent) => {
    usage.hear(event)
    diary.hear(event)
    control.emit(event)
    for (const task of track(event)) {
      control.emit({ event: 'task', job: job.id, ...task })
      if (event.event === 'stage') diary.task(task)
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
      const run = startRun({ memo: shop.memo, tools, clock: shop.clock, stop: control.stop, emit })
      const dubbed: Dubbed = await dub(job.request, run)
      await shop.jobs.update(job.id, { status: 'finalizing', duration: dubbed.duration })
      return await handOver({ job, dubbed, usage, signal: control.signal }, shop)
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
  return new Failure('config', 'What is kept in the data folder is gone or damaged as soon as it is written.', {
    cause,
    hint: 'Check its disk, or use another data folder: YTDUB_HOME=…',
  })
}

async function settle(job: Job, { manifest, failures }: HandedOver, { jobs }: Shop): Promise<void> {
  const failed = manifest.languages.filter(({ status }) => status === 'error').map(({ language }) => language)
  const status = manifest.status === 'error' ? 'error' : 'complete'
  const code =
    manifest.status === 'partial' ? 'partial' : manifest.status === 'error' ? (failures[0] ?? 'vendor') : null
  const message = failed.length === 0 ? 'done' : `failed: ${failed.join(', ')}`
  await jobs.settle(job.id, { status, code, message, languages: manifest.languages })
}

async function giveUp(job: Job, { code, message }: Failure, { jobs }: Shop): Promise<void> {
  if (code === 'interrupted') return jobs.release(job.id, 'interrupted')
  return jobs.settle(job.id, { status: 'error', code, message, languages: [] })
}
