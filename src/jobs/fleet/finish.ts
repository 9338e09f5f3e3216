import { writeFile } from 'node:fs/promises'
import type { Dubbed, LanguageDub } from '../../dub/dubbed.ts'
import { hasEnded } from '../../dub/has-ended.ts'
import type { Manifest, ManifestLanguage } from '../../dub/manifest.ts'
import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import { budgetOf } from '../../pipeline/budget.ts'
import { dub } from '../../pipeline/pipeline.ts'
import { startRun } from '../../pipeline/run.ts'
import type { Attempt, Settled } from '../../ports/fleet.ts'
import type { FleetJobs, NewServiceArtifact, ServiceJob, ServiceTask } from '../../ports/service.ts'
import type { BlobStore } from '../../ports/stores.ts'
import { deadlineOf } from '../deadline.ts'
import { handOver } from '../hand-over.ts'
import { checkRequest } from './check-request.ts'
import { CANCELLED, endAll } from './end-all.ts'
import { failureCodeOf } from './failure-code-of.ts'
import { isRetryable } from './is-retryable.ts'
import { jobOf } from './job-of.ts'
import { layScripts } from './lay-scripts.ts'
import { loggedOf } from './logged-of.ts'
import type { FleetParts } from './parts.ts'
import { withShared } from './shared-usage.ts'
import { taskStore } from './task-store.ts'
import { toldOf } from './told-of.ts'
import { uploadShared } from './upload-artifacts.ts'
import { openWorkshop } from './workshop.ts'

/**
 * Ends a job whose languages have all ended, and publishes with it what belongs to all of them. What each language worked
 * out is recalled, so that this asks nobody and may be done twice.
 */
export async function finish(id: string, attempt: Attempt, parts: FleetParts): Promise<Settled> {
  const { fleet, log } = parts
  const job = await fleet.find(id)
  if (!job || hasEnded(job)) return 'done'
  if (job.cancelRequested) {
    await endAll(job, CANCELLED, parts)
    await fleet.settle(id, { status: 'error', ...CANCELLED })
    return 'done'
  }
  if (!job.tasks.every(hasEnded)) return 'done' // A language was begun anew; it has the job finished again.
  using deadline = deadlineOf(parts.limits)
  const signal = AbortSignal.any([attempt.signal, deadline.signal])
  try {
    await fleet.change(id, { status: 'finalizing', message: '' })
    const outcomes = await fleet.outcomes(id)
    const made = outcomes.some(({ outcome }) => outcome)
    const { manifest, artifacts } = made ? await deliver(job, outcomes, { ...attempt, signal }, parts) : NOTHING
    const end = endOf(job, manifest)
    if (!(await fleet.settle(id, { ...end, artifacts }))) return 'done'
    log({ event: 'job-ended', job: id, status: end.status, code: end.code ?? 'ok' })
    return 'done'
  } catch (error) {
    const failure = Failure.from(deadline.signal.aborted ? deadline.signal.reason : error)
    const { code, message } = failure
    if (!attempt.held()) return 'done'
    if (code === 'interrupted' || attempt.signal.aborted) return 'back'
    const again = isRetryable(failure) && !attempt.last
    log({ event: 'finish-failed', job: id, code, why: loggedOf(message), again })
    if (again) return 'again'
    await fleet.settle(id, { status: 'error', code, message: toldOf(code, message) })
    return 'dead'
  }
}

type Delivered = { readonly manifest: Manifest | null; readonly artifacts: readonly NewServiceArtifact[] }
const NOTHING: Delivered = { manifest: null, artifacts: [] }

type Outcomes = Awaited<ReturnType<FleetJobs['outcomes']>>

async function deliver(job: ServiceJob, outcomes: Outcomes, attempt: Attempt, parts: FleetParts): Promise<Delivered> {
  const { signal } = attempt
  const { fleet, clock, limits } = parts
  const request = checkRequest(job)
  await using workshop = await openWorkshop(job, request, parts)
  const { shop, folder } = workshop
  await layScripts(request, folder)
  const outcomeOf = new Map(outcomes.map(({ language, outcome }) => [language, outcome ?? undefined]))
  const asked = {
    ...jobOf(job, request, folder),
    costs: outcomes.map(({ language, usd }) => ({ language, usd, estimated: 0 })),
  }
  const charge = (language: string, usd: number) => fleet.charge(job.id, language, usd)
  const jobs = taskStore(asked, { report: () => {}, charge }, clock)
  const { memo, blobs, scratch, providers, media } = shop
  const run = startRun({
    memo,
    clock,
    tools: { blobs, scratch, providers, media, signal },
    stop: attempt.stop,
    budget: budgetOf(limits.maxCost),
    emit: () => {},
  })
  const dubbed = await recallAll(request, job.tasks, outcomeOf, (part) => dub(part, run))
  const usage = await withShared(job.id, memo)
  const meter = { of: (language: string) => usage(language, outcomeOf.get(language)?.usage) }
  const hollow = await hollowed(blobs, dubbed.dubs, scratch.path('empty'))
  const finished = { job: asked, dubbed, usage: meter, warn: () => {}, signal }
  const { manifest } = await handOver(finished, { ...shop, jobs, blobs: hollow })
  if (!manifest) throw new Failure('internal', `Nothing was delivered of ${job.id}.`)
  return { manifest, artifacts: await uploadShared(job, manifest.artifacts, { folder, signal }, parts) }
}

/** The dubs of all languages: those that were made as they are recalled, and the others as what their workers said of them. */
async function recallAll(
  request: DubRequest,
  tasks: readonly ServiceTask[],
  outcomeOf: ReadonlyMap<string, ManifestLanguage | undefined>,
  recall: (part: DubRequest) => Promise<Dubbed>,
): Promise<Dubbed> {
  const languages = request.languages.filter((language) => wasMade(outcomeOf.get(language)))
  const dubbed = await recall({ ...request, languages })
  const dubs = request.languages.map((language) => {
    const made = dubbed.dubs.find((each) => each.language === language)
    const task = tasks.find((each) => each.language === language)
    return made ?? failedDub(language, outcomeOf.get(language), { task, lines: dubbed.transcript.lines.length })
  })
  return { ...dubbed, dubs }
}

/** A dub that is not fit for what it was asked for is made all the same. */
function wasMade(outcome: ManifestLanguage | undefined): boolean {
  return outcome !== undefined && (outcome.status === 'complete' || outcome.sync !== null)
}

function failedDub(
  language: string,
  outcome: ManifestLanguage | undefined,
  { task, lines }: { readonly task: ServiceTask | undefined; readonly lines: number },
): LanguageDub {
  return {
    language,
    lines: outcome?.lines ?? lines,
    warnings: outcome?.warnings ?? [],
    status: 'error',
    code: failureCodeOf(task?.code) ?? 'vendor',
    reason: outcome?.error ?? task?.message ?? '',
    hint: outcome?.hint,
    failedLines: outcome?.failed_lines ?? [],
    artifacts: (outcome?.artifacts ?? []).map(({ type, path, sha256, bytes, mime, duration }) => {
      const fileName = path.slice(language.length + 1)
      return { type, fileName, mime, duration, content: { blob: { digest: sha256, size: bytes, type: mime } } }
    }),
  }
}

/** The blobs but for the languages' own files: those are published, so that an empty file stands for them here and none is fetched. */
async function hollowed(blobs: BlobStore, dubs: readonly LanguageDub[], empty: string): Promise<BlobStore> {
  await writeFile(empty, '')
  const published = new Set(
    dubs.flatMap(({ artifacts }) =>
      artifacts.flatMap(({ content }) => ('blob' in content ? [content.blob.digest] : [])),
    ),
  )
  return { ...blobs, path: async (ref) => (published.has(ref.digest) ? empty : blobs.path(ref)) }
}

function endOf(job: ServiceJob, manifest: Manifest | null) {
  const failed = job.tasks.filter(({ status, code }) => status === 'error' || code === 'partial')
  if (failed.length === 0) return { status: 'complete', code: null, message: 'done' } as const
  const names = `failed: ${failed.map(({ language }) => language).join(', ')}`
  const whole = manifest?.status !== 'error' && manifest !== null
  if (whole) return { status: 'complete', code: 'partial', message: names } as const
  const [first] = failed
  const code = first?.code ?? 'vendor'
  return { status: 'error', code, message: manifest ? names : (first?.message ?? names) } as const
}
