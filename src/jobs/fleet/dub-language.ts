import { hasEnded } from '../../dub/has-ended.ts'
import type { ManifestLanguage } from '../../dub/manifest.ts'
import { Failure, type FailureCode } from '../../failure.ts'
import type { Attempt, Settled } from '../../ports/fleet.ts'
import type { NewServiceArtifact, ServiceJob, TaskReport } from '../../ports/service.ts'
import type { JobEvent } from '../events.ts'
import { usageMeter } from '../usage.ts'
import { workOn } from '../work-on.ts'
import { checkRequest } from './check-request.ts'
import { CANCELLED } from './end-all.ts'
import { finishIfLast } from './ended.ts'
import { isRetryable } from './is-retryable.ts'
import { jobOf } from './job-of.ts'
import { layScripts } from './lay-scripts.ts'
import { loggedOf } from './logged-of.ts'
import type { FleetParts } from './parts.ts'
import { hearOwn, wholeUsage } from './shared-usage.ts'
import { taskStore } from './task-store.ts'
import { toldOf } from './told-of.ts'
import { uploadLanguage } from './upload-artifacts.ts'
import { notOurs, STOPPED, watch } from './watch.ts'
import { watchFailures } from './watch-failures.ts'
import { openWorkshop } from './workshop.ts'

/** Dubs one language of a job and publishes its files. What a worker that died has answered is recalled, and not paid again. */
export async function dubLanguage(
  { job: id, language }: { readonly job: string; readonly language: string },
  attempt: Attempt,
  parts: FleetParts,
): Promise<Settled> {
  const { fleet, worker, clock, log } = parts
  const job = await fleet.find(id)
  if (!job) return 'done'
  if (!(await fleet.begin(id, language, worker))) {
    await cancelledOrEnded(job, language, parts)
    return 'done'
  }
  log({ event: 'task-begun', job: id, language })
  const began = clock.now()
  try {
    const made = await dub(job, language, attempt, parts)
    if (made.code !== null) attempt.signal.throwIfAborted() // What was cut off says nothing of the language.
    const { code, artifacts } = made
    const outcome = toldOutcome(made)
    await fleet.end(id, language, { code, message: outcome.error ?? 'done', outcome, worker, artifacts })
    const { error, failed_lines: failed } = made.outcome
    const why = error === undefined ? {} : { why: loggedOf(failed[0]?.reason ?? error) }
    log({ event: 'task-ended', job: id, language, code: code ?? 'ok', ...why, ms: clock.now() - began })
    await finishIfLast(id, parts)
    return code === null || code === 'partial' ? 'done' : 'dead'
  } catch (error) {
    return giveUp({ job: id, language }, Failure.from(error), attempt, parts)
  }
}

type Made = {
  readonly outcome: ManifestLanguage
  readonly artifacts: readonly NewServiceArtifact[]
  readonly code: FailureCode | null
}

/** The run itself. When it is back, or has thrown, nothing of it is left here, and it writes nothing any more. */
async function dub(job: ServiceJob, language: string, attempt: Attempt, parts: FleetParts): Promise<Made> {
  const { fleet, clock, worker, limits, log } = parts
  const whole = checkRequest(job)
  if (!whole.languages.includes(language)) {
    throw new Failure('input', `The request of ${job.id} does not ask for ${JSON.stringify(language)}.`)
  }
  // A file of all languages is made once all are there.
  const request = { ...whole, languages: [language], multitrack: false }
  await using workshop = await openWorkshop(job, whole, parts)
  await using watched = watch<TaskReport>((report = QUEUED) => fleet.beat(job.id, language, worker, report), {
    clock,
    onTrouble: ({ code }) => log({ event: 'beat-failed', job: job.id, language, code }),
  })
  await layScripts(request, workshop.folder)
  const failures = watchFailures(workshop.shop)
  const asked = jobOf(job, request, workshop.folder)
  const charge = (_language: string, usd: number) => fleet.charge(job.id, language, usd)
  const jobs = taskStore(asked, { report: (report) => watched.report(afterListening(report)), charge }, clock)
  const meter = usageMeter([language])
  const signal = AbortSignal.any([attempt.signal, watched.stopped])
  const { memo, blobs, providers } = failures
  const shop = { ...workshop.shop, memo, blobs, providers, jobs }
  const bounds = { until: undefined, maxCost: limits.maxCost, hours: limits.hours }
  const emit = (event: JobEvent) => hearOwn(meter, event)
  const handed = await workOn(asked, shop, { signal, stop: attempt.stop, emit, limits: bounds }).catch(
    (error: unknown) => {
      throw watched.stopped.aborted ? watched.stopped.reason : error
    },
  )
  const made = handed.manifest?.languages[0]
  if (!made) throw new Failure('internal', `Nothing came out of ${job.id} (${language}).`)
  if (!attempt.held()) throw notOurs()
  const [code = null] = handed.failures
  const passing = failures.passing()
  if (passing && code !== null && code !== 'partial' && !attempt.last) {
    throw new Failure(code, made.error ?? '', { retryable: true, cause: passing })
  }
  const artifacts = await uploadLanguage(job, made, { folder: workshop.folder, signal }, parts)
  const usage = await wholeUsage(job.id, meter, fleet)
  const outcome = { ...made, usage: { ...usage(language), total_usd: made.usage.total_usd } }
  return { outcome, artifacts, code }
}

/** What is said was heard by the preparation; this looks at the recording again, and recalls it. */
function afterListening(report: TaskReport): TaskReport {
  return report.stage === 'stt' ? { ...report, message: 'getting ready' } : report
}

const QUEUED: TaskReport = { status: 'processing', stage: 'queued', progress: 0, message: '' }

/** What came of a language, as its manifest and its task say it. What a person may do about it goes with what is not told. */
function toldOutcome({ outcome, code }: Made): ManifestLanguage {
  const { hint: _hint, ...rest } = outcome
  if (outcome.error === undefined || toldOf(code, outcome.error) === outcome.error) return outcome
  const failed = outcome.failed_lines.map(({ line, reason }) => ({ line, reason: toldOf(code, reason) }))
  return { ...rest, error: toldOf(code, outcome.error), failed_lines: failed }
}

/** A task that nobody may take has ended, or is to be: its job was cancelled. */
async function cancelledOrEnded(job: ServiceJob, language: string, parts: FleetParts): Promise<void> {
  const task = job.tasks.find((each) => each.language === language)
  if (job.cancelRequested && task && !hasEnded(task)) {
    await parts.fleet.end(job.id, language, { ...CANCELLED, outcome: null })
  }
  await finishIfLast(job.id, parts)
}

async function giveUp(
  { job: id, language }: { readonly job: string; readonly language: string },
  failure: Failure,
  attempt: Attempt,
  parts: FleetParts,
): Promise<Settled> {
  const { fleet, worker, log } = parts
  const { code, message } = failure
  const job = await fleet.find(id)
  // Deleted, cancelled, or another's by now, who writes down how it stands.
  if (!job || job.cancelRequested || !attempt.held()) {
    if (job?.cancelRequested) await cancelledOrEnded(job, language, parts)
    log({ event: 'task-stopped', job: id, language })
    return 'done'
  }
  // The sweep took it, and nobody else can be given what the queue still has as this worker's.
  if (failure.subject === STOPPED) return 'back'
  const end = { outcome: null, worker }
  if (code === 'interrupted' || attempt.signal.aborted) {
    await fleet.end(id, language, { ...end, code: null, message: 'waiting', again: true })
    log({ event: 'task-handed-back', job: id, language })
    return 'back'
  }
  const again = isRetryable(failure) && !attempt.last
  const why = failure.cause instanceof Failure ? failure.cause.message : message // Lines failed because of it.
  log({ event: 'task-failed', job: id, language, code, why: loggedOf(why), again })
  await fleet.end(
    id,
    language,
    again
      ? { ...end, code: null, message: 'waiting for another try', again }
      : { ...end, code, message: toldOf(code, message) },
  )
  if (again) return 'again'
  await finishIfLast(id, parts)
  return 'dead'
}
