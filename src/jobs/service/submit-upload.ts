import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { FleetQueue, ServiceJob, UserJobs } from '../../ports/service.ts'
import { checkLineVoices } from '../check-line-voices.ts'
import type { PlannedRequest, RequestWish } from '../plan-request.ts'
import type { CheckedTrack, CheckUpload, ClaimedTrack } from './check-upload.ts'
import { overAnyDay, overQuota, type ServiceLimits } from './quota.ts'
import { isRefusal, NEVER_SUBMITTED, NO_SUCH_JOB, type Refusal, UNKNOWN_ACCOUNT } from './refusal.ts'
import { wrongName } from './track-name.ts'
import type { Unserved } from './unserved.ts'

export type Submission = {
  readonly job: string
  readonly wish: RequestWish
  readonly edits: DubRequest['edits']
  /** The SHA-256 of each track, where the client has said so. `background` is null where there is none. */
  readonly voice: { readonly sha256: string | undefined }
  readonly background: { readonly sha256: string | undefined } | null
}

type Desk = {
  readonly jobs: UserJobs
  readonly queue: FleetQueue
  readonly checkUpload: CheckUpload
  readonly plan: (wish: RequestWish) => Promise<PlannedRequest>
  readonly unserved: Unserved
  readonly limits: ServiceLimits
  readonly signal: AbortSignal
}

type Wanted = { readonly voice: ClaimedTrack; readonly background: ClaimedTrack | null }

/** How far the durations of voice and background may be apart, as a part of the voice's. */
const APART = 0.02

/**
 * Submits a job whose tracks are uploaded, once they are found to be good. Doing it again changes nothing; where the first
 * time was cut off before the fleet was told, the fleet is told now.
 */
export async function submitUpload(asked: Submission, desk: Desk): Promise<{ readonly job: string } | Refusal> {
  const job = await desk.jobs.find(asked.job)
  if (!job) return NO_SUCH_JOB
  if (job.status === 'uploading') {
    const refusal = await submitOnce(asked, job, desk)
    if (refusal) return refusal
  } else {
    const refusal = otherThanSubmitted(asked, job)
    if (refusal) return refusal
  }
  if (job.status === 'uploading' || job.status === 'pending') await desk.queue.add([{ kind: 'prepare', job: job.id }])
  return { job: job.id }
}

/** What was submitted stays as it is: whoever asks for something else by its id is told. */
function otherThanSubmitted({ wish }: Submission, { cancelRequested, request }: ServiceJob): Refusal | undefined {
  if (request === null) return NEVER_SUBMITTED
  if (wish.languages.toSorted().join() !== request.languages.toSorted().join()) {
    const message = `The job is submitted already, for ${request.languages.join(', ')}. For other languages upload the tracks anew.`
    return { refused: 'conflict', message, details: { languages: request.languages } }
  }
  if (!cancelRequested) return undefined
  const hint = 'Ask for a retry of it, or upload the tracks anew.'
  return { refused: 'conflict', message: 'The job was cancelled.', details: { hint } }
}

async function submitOnce(asked: Submission, job: ServiceJob, desk: Desk): Promise<Refusal | undefined> {
  const wanted = tracksOf(asked, job)
  if (isRefusal(wanted)) return wanted
  const user = await desk.jobs.me()
  if (!user) return UNKNOWN_ACCOUNT
  const early = overQuota(user, desk.limits, { jobs: 0, seconds: 0 }) ?? (await desk.unserved(asked.wish))
  if (early) return early
  const planned = await planOrRefusal(asked, desk)
  if (isRefusal(planned)) return planned
  const source = await desk.checkUpload(wanted.voice, desk.signal)
  if (isRefusal(source)) return source
  const languages = planned.request.languages.length
  const never = overAnyDay({ duration: source.duration, languages }, desk.limits)
  if (never) return never
  const background = wanted.background && (await desk.checkUpload(wanted.background, desk.signal))
  if (background && isRefusal(background)) return background
  if (background && apart(source, background)) return mismatch(source, background)
  const tracks = { source: source.track, background: background?.track ?? null }
  const request = { ...planned.request, ...tracks, edits: asked.edits }
  const seconds = source.duration * languages
  const done = await desk.jobs.submit(job.id, { request, duration: source.duration }, (now) =>
    overQuota(now, desk.limits, { jobs: 0, seconds }),
  )
  // Where it is false, somebody was quicker with the same.
  return typeof done === 'boolean' ? undefined : done
}

function tracksOf(asked: Submission, { voiceTrack, backgroundTrack }: ServiceJob): Wanted | Refusal {
  const named = [voiceTrack, backgroundTrack].find((track) => track && wrongName(track.name) !== undefined)
  // A user may have written the row: what the delivered files are called after is looked at again.
  if (named) return { refused: 'validation', message: 'The name of a track is no file name.' }
  const voice: ClaimedTrack = { ...voiceTrack, ...asked.voice, as: 'voice_track' }
  if (!asked.background) return { voice, background: null }
  if (backgroundTrack) {
    return { voice, background: { ...backgroundTrack, ...asked.background, as: 'background_track' } }
  }
  const message = 'The job has no background track. Name it when asking for upload URLs.'
  return { refused: 'validation', message, details: [{ field: 'background_track_uploaded', message }] }
}

/** A wish that cannot be served is the user's to change; that a key of the service's own is missing is not. */
async function planOrRefusal({ wish, edits }: Submission, { plan }: Desk): Promise<PlannedRequest | Refusal> {
  try {
    const planned = await plan(wish)
    checkLineVoices({ ...planned.request, edits })
    return planned
  } catch (error) {
    const { code, message, hint } = Failure.from(error)
    if (code !== 'input' && code !== 'usage') throw error
    return { refused: 'validation', message, ...(hint !== undefined && { details: { hint } }) }
  }
}

function apart(voice: CheckedTrack, background: CheckedTrack): boolean {
  return Math.abs(voice.duration - background.duration) > APART * voice.duration
}

function mismatch(voice: CheckedTrack, background: CheckedTrack): Refusal {
  return {
    refused: 'duration_mismatch',
    message: 'Voice and background track must be equally long, give or take 2 %.',
    details: { voice_duration: voice.duration, background_duration: background.duration },
  }
}
