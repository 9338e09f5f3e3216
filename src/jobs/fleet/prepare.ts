import { hasEnded } from '../../dub/has-ended.ts'
import { Failure } from '../../failure.ts'
import type { Attempt, Settled } from '../../ports/fleet.ts'
import type { ServiceJob } from '../../ports/service.ts'
import { estimateJob } from '../estimate-job.ts'
import { usageMeter } from '../usage.ts'
import { workOn } from '../work-on.ts'
import { checkLength } from './check-length.ts'
import { checkRequest } from './check-request.ts'
import { endAll } from './end-all.ts'
import { finishIfLast } from './ended.ts'
import { isRetryable } from './is-retryable.ts'
import { jobOf } from './job-of.ts'
import { loggedOf } from './logged-of.ts'
import type { FleetParts } from './parts.ts'
import { rememberShared, wholeUsage } from './shared-usage.ts'
import { taskStore } from './task-store.ts'
import { toldOf } from './told-of.ts'
import { watch } from './watch.ts'
import { openWorkshop } from './workshop.ts'

/**
 * Does what all languages of a job have in common, once: looks at the recording and hears what is said. Then each language
 * is a piece of work of its own, for whichever worker is free.
 */
export async function prepare(id: string, attempt: Attempt, parts: FleetParts): Promise<Settled> {
  const { fleet, log } = parts
  const job = await fleet.find(id)
  if (!job || hasEnded(job) || job.cancelRequested) return 'done'
  // Whoever prepared it died while it handed the languages out. Others are at them by now, and not to fail with this.
  if (job.status === 'generating' || job.status === 'finalizing') return handOut(job, parts)
  log({ event: 'preparing', job: id })
  try {
    const duration = await listen(job, attempt, parts)
    await fleet.change(id, { status: 'generating', message: '', duration })
    await fleet.tell({ job: id, type: 'prepared', message: '', metadata: { duration } })
    return await handOut(job, parts)
  } catch (error) {
    return giveUp(job, Failure.from(error), attempt, parts)
  }
}

async function handOut({ id, tasks }: ServiceJob, parts: FleetParts): Promise<Settled> {
  const languages = tasks.filter((task) => !hasEnded(task)).map(({ language }) => language)
  await parts.queue.add(languages.map((language) => ({ kind: 'language', job: id, language })))
  parts.log({ event: 'prepared', job: id, languages: languages.length })
  await finishIfLast(id, parts)
  return 'done'
}

/** @returns the recording's length in seconds. */
async function listen(job: ServiceJob, attempt: Attempt, parts: FleetParts): Promise<number | null> {
  const { fleet, clock, limits, log } = parts
  const request = checkRequest(job)
  await fleet.change(job.id, { status: 'processing', message: 'listening to what is said' })
  await using workshop = await openWorkshop(job, request, parts)
  await using watched = watch(
    async () => {
      const now = await fleet.find(job.id)
      return { stop: !now || now.cancelRequested || hasEnded(now) }
    },
    { clock, onTrouble: ({ code }) => log({ event: 'beat-failed', job: job.id, code }) },
  )
  const asked = jobOf(job, request, workshop.folder)
  const charge = (language: string, usd: number) => fleet.charge(job.id, language, usd)
  const store = taskStore(asked, { report: () => {}, charge }, clock)
  const shop = { ...workshop.shop, jobs: store }
  const meter = usageMeter(request.languages)
  const signal = AbortSignal.any([attempt.signal, watched.stopped])
  const bounds = { maxCost: limits.maxCost, hours: limits.hours }
  const control = { signal, stop: attempt.stop, emit: () => {} }
  await checkLength(request, job.duration, shop, control)
  const whole = { ...control, limits: { ...bounds, until: undefined } }
  meter.hear({ event: 'estimated', estimate: await estimateJob(request, shop, whole) })
  const heard = { ...control, emit: meter.hear, limits: { ...bounds, until: 'transcribe' } } as const
  await workOn(asked, shop, { ...heard, emit: (event) => void ('key' in event && meter.hear(event)) })
  await rememberShared(job.id, request.languages, shop.memo, await wholeUsage(job.id, meter, fleet))
  return store.left().duration
}

async function giveUp(job: ServiceJob, failure: Failure, attempt: Attempt, parts: FleetParts): Promise<Settled> {
  const { fleet, log } = parts
  const { code, message } = failure
  const now = await fleet.find(job.id)
  if (!now || hasEnded(now) || now.cancelRequested || !attempt.held()) {
    log({ event: 'preparation-stopped', job: job.id })
    return 'done'
  }
  if (code === 'interrupted' || attempt.signal.aborted) {
    log({ event: 'preparation-handed-back', job: job.id })
    return 'back'
  }
  const again = isRetryable(failure) && !attempt.last
  log({ event: 'preparation-failed', job: job.id, code, why: loggedOf(message), again })
  if (again) {
    await fleet.change(job.id, { status: 'pending', message: 'waiting for another try' })
    return 'again'
  }
  await endAll(now, { code, message: toldOf(code, message) }, parts)
  await finishIfLast(job.id, parts)
  return 'dead'
}
