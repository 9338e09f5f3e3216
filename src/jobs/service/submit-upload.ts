import { Failure } from '../../failure.ts'
import type { FleetQueue, ServiceJob, UserJobs } from '../../ports/service.ts'
import type { PlannedRequest, RequestWish } from '../plan-request.ts'
import { apart } from './apart.ts'
import type { CheckedTrack, CheckUpload, ClaimedTrack } from './check-upload.ts'
import { otherThanSubmitted } from './other-than-submitted.ts'
import { overAnyDay, overQuota, type ServiceLimits } from './quota.ts'
import { isRefusal, NO_SUCH_JOB, type Refusal, UNKNOWN_ACCOUNT } from './refusal.ts'
import type { Submission } from './submission.ts'
import { wrongName } from './track-name.ts'
import { unknownVoices } from './unknown-voices.ts'
import type { Unserved } from './unserved.ts'

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
  if (typeof done !== 'boolean') return done
  if (done) return undefined
  // While its tracks were looked at, something else became of it: submitted by another process of the API, cancelled, gone.
  const now = await desk.jobs.find(job.id)
  return now ? otherThanSubmitted(asked, now) : NO_SUCH_JOB
}

function tracksOf(asked: Submission, { voiceTrack, backgroundTrack }: ServiceJob): Wanted | Refusal {
  const named = [voiceTrack, backgroundTrack].find((track) => track && wrongName(track.name) !== undefined)
  // It was looked at before the row was written, which users cannot do themselves: twice is better where paths are made of it.
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
    // Without them first: who is to speak is known then, and every voice that is not there can be named.
    const planned = await plan({ ...wish, voices: [] })
    return unknownVoices({ wish, edits }, planned.request) ?? (wish.voices.length === 0 ? planned : await plan(wish))
  } catch (error) {
    const { code, message, hint = '' } = Failure.from(error)
    if (code !== 'input' && code !== 'usage') throw error
    const told = `${message} ${hint}`.trim()
    return { refused: 'validation', message: told, details: [{ field: 'options', message: told }] }
  }
}

function mismatch(voice: CheckedTrack, background: CheckedTrack): Refusal {
  return {
    refused: 'duration_mismatch',
    message: 'Voice and background track must be equally long, give or take 2 %.',
    details: { voice_duration: voice.duration, background_duration: background.duration },
  }
}
