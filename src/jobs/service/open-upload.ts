import { randomBytes } from 'node:crypto'
import type { ObjectStore, ServiceJob, UploadedTrack, UserJobs } from '../../ports/service.ts'
import { overQuota, type ServiceLimits } from './quota.ts'
import { isRefusal, NO_SUCH_JOB, type Refusal, UNKNOWN_ACCOUNT } from './refusal.ts'
import { trackEnding } from './track-ending.ts'

/** A track that shall be uploaded, as its owner calls it: by a file name, as `wrongName` has it. */
export type TrackToCome = { readonly name: string; readonly contentType: string | undefined }
type TrackPlace = UploadedTrack & { readonly url: string; readonly token: string }

/** A job that waits for its tracks, and where they go. */
export type OpenedUpload = { readonly job: string; readonly voice: TrackPlace; readonly background: TrackPlace | null }

/** Makes a job for a user, and URLs at which its tracks are taken. */
export async function openUpload(
  asked: {
    readonly owner: string
    readonly languages: readonly string[]
    readonly voice: TrackToCome
    readonly background: TrackToCome | undefined
  },
  desk: { readonly jobs: UserJobs; readonly objects: ObjectStore; readonly limits: ServiceLimits },
): Promise<OpenedUpload | Refusal> {
  const job = `job_${randomBytes(6).toString('hex')}`
  const folder = `uploads/${asked.owner}/${job}`
  const voiceTrack = placeOf('voice_track', asked.voice, folder)
  const backgroundTrack = asked.background ? placeOf('background_track', asked.background, folder) : null
  if (isRefusal(voiceTrack)) return voiceTrack
  if (backgroundTrack && isRefusal(backgroundTrack)) return backgroundTrack
  if (!(await desk.jobs.me())) return UNKNOWN_ACCOUNT
  const refusal = await desk.jobs.create({ id: job, voiceTrack, backgroundTrack, languages: asked.languages }, (user) =>
    overQuota(user, desk.limits, { jobs: 1, seconds: 0 }),
  )
  if (refusal) return refusal
  try {
    return await urlsFor({ id: job, voiceTrack, backgroundTrack }, desk.objects)
  } catch (error) {
    await desk.jobs.remove(job) // Nobody will ever know its id.
    throw error
  }
}

/** The URLs of a job that still waits for its tracks, anew: they do not live for ever. Its tracks are what they were. */
export async function reopenUpload(
  id: string,
  asked: { readonly voice: TrackToCome; readonly background: TrackToCome | undefined },
  desk: { readonly jobs: UserJobs; readonly objects: ObjectStore },
): Promise<OpenedUpload | Refusal> {
  const job = await desk.jobs.find(id)
  if (!job) return NO_SUCH_JOB
  if (job.status !== 'uploading') return { refused: 'conflict', message: 'The tracks of the job are taken already.' }
  const { voiceTrack: voice, backgroundTrack: background } = job
  const isSame = kept(asked.voice.name) === voice.name && keptOf(asked.background) === background?.name
  return isSame ? urlsFor(job, desk.objects) : otherTracks(voice, background)
}

function otherTracks(voice: UploadedTrack, background: UploadedTrack | null): Refusal {
  const music = background ? `the background ${JSON.stringify(background.name)}` : 'no background'
  return {
    refused: 'conflict',
    message: `The job waits for other tracks: ${JSON.stringify(voice.name)} and ${music}. Name those, or leave job_id out to make another job.`,
    details: { voice_track_name: voice.name, background_track_name: background?.name ?? null },
  }
}

function keptOf(track: TrackToCome | undefined): string | undefined {
  return track && kept(track.name)
}

/** A name's one spelling. */
function kept(name: string): string {
  return name.normalize('NFC')
}

async function urlsFor(
  { id, voiceTrack, backgroundTrack }: Pick<ServiceJob, 'id' | 'voiceTrack' | 'backgroundTrack'>,
  objects: ObjectStore,
): Promise<OpenedUpload> {
  const place = async (track: UploadedTrack): Promise<TrackPlace> => ({
    ...track,
    ...(await objects.uploadUrl(track.path)),
  })
  const [voice, background] = await Promise.all([place(voiceTrack), backgroundTrack && place(backgroundTrack)])
  return { job: id, voice, background }
}

function placeOf(track: string, { name, contentType }: TrackToCome, folder: string): UploadedTrack | Refusal {
  const ending = trackEnding(name, contentType)
  if (ending !== undefined) return { path: `${folder}/${track}.${ending}`, name: kept(name) }
  return {
    refused: 'unsupported_media_type',
    message: `${track}_name has no ending that audio or video files have, and content_types does not say what it is.`,
    details: { track },
  }
}
