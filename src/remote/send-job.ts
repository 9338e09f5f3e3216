import { createHash } from 'node:crypto'
import { fileDigest } from '../digest.ts'
import { hasEnded } from '../dub/has-ended.ts'
import { Failure } from '../failure.ts'
import { alone } from './alone.ts'
import type { JobAnswer } from './answers.ts'
import { filesGone } from './files-gone.ts'
import { reasonOf, statusOf } from './refusal.ts'
import type { RemoteDesk } from './remote-desk.ts'
import { knownJob, type Tracks, type UploadedTracks, type Uploading, uploadFor, uploadTracks } from './upload-tracks.ts'

/** What is asked of the service. */
export type RemoteWish = Tracks & {
  /** Absolute path of the folder that it is delivered to. */
  readonly folder: string
  /** How, in the API's words. */
  readonly options: { readonly [name: string]: unknown }
  /** A job whose tracks are uploaded already. */
  readonly uploaded: string | undefined
}

type Sending = Uploading & {
  /** Told of a job that was done, and of which nothing is left: another one is begun. */
  readonly onGone: (job: string) => void
  /** Told before the service is asked to work on a job: from here on it may, whether or not its answer comes. */
  readonly onAsking: (job: string, how: 'anew' | 'again') => void
  /** Told once, where another process of this machine is sending the same recording: it is waited for. */
  readonly onBusy: () => void
}

/**
 * Has the service dub: uploads what it does not have yet and submits the job. The same wish for the same files, as long as
 * nobody changes them, is the same job: it is gone on with, and what failed of it is tried again. One whose files the service
 * has deleted is begun anew. Of two processes that send the same recording, the second waits: it then finds the first one's
 * job.
 * @returns the job's id.
 * @throws {Failure} where those are of the job that `uploaded` names, and what the service refuses.
 */
export async function sendJob(wish: RemoteWish, desk: RemoteDesk, uploading: Sending): Promise<string> {
  if (wish.uploaded !== undefined) refuseCancelled(await desk.api.job(wish.uploaded, uploading.signal))
  const { home } = desk.uploads
  const waiting = { home, signal: uploading.signal, wait: desk.wait, onWaiting: uploading.onBusy }
  return alone(`${desk.service} ${wish.voice.path}`, waiting, () => sendAlone(wish, desk, uploading))
}

async function sendAlone(wish: RemoteWish, desk: RemoteDesk, uploading: Sending): Promise<string> {
  const key = keyOf(wish)
  const remembered = await knownJob(await desk.jobs.forWish(key), desk, uploading.signal)
  const known = remembered && (await isGone(remembered, wish, desk, uploading)) ? undefined : remembered
  const begun = known && (await isStillGood(known, desk, uploading)) ? known : undefined
  if (begun && begun.status !== 'uploading') return begun.id
  const tracks = await tracksFor(wish, begun, desk, uploading)
  await desk.jobs.begin(key, { id: tracks.job, source: wish.voice.path, folder: wish.folder })
  await submit(tracks, wish, desk, uploading)
  await knownJob(await desk.jobs.find(tracks.job), desk, uploading.signal) // So that it is known offline as well.
  return tracks.job
}

/** Who names a job means that one: it is not taken up again behind their back. @throws {Failure} `input` */
function refuseCancelled({ id, status, code }: JobAnswer): void {
  if (status !== 'error' || code !== 'cancelled') return
  throw new Failure('input', `The job was cancelled (${id}).`, {
    hint: `To have it tried again: ytdub jobs retry ${id}\nTo begin another one with the same files, leave --upload out.`,
  })
}

/** Whether a job was done, and nothing is left of it. It is forgotten then. @throws {Failure} `input`, where it was named. */
async function isGone(
  { id, status }: JobAnswer,
  wish: RemoteWish,
  { api, jobs }: RemoteDesk,
  { signal, onGone }: Sending,
): Promise<boolean> {
  if (status !== 'complete' || (await api.artifacts(id, signal)).length > 0) return false
  if (wish.uploaded !== undefined) throw filesGone('To have it dubbed anew, leave --upload out.')
  await jobs.forget(id)
  onGone(id)
  return true
}

/**
 * Whether a job leads anywhere. One that failed or was cancelled is begun again; of one that is partly done, the languages
 * that failed. One that cannot be, e.g. because it was cancelled before it was submitted, is no use any more.
 */
async function isStillGood(job: JobAnswer, { api }: RemoteDesk, { signal, onAsking }: Sending): Promise<boolean> {
  const failed = job.code != null || job.status === 'error' || job.languages.some(({ status }) => status === 'error')
  if (!hasEnded(job) || !failed) return true
  onAsking(job.id, 'again')
  try {
    await api.retry(job.id, signal)
    return true
  } catch (error) {
    if (!(error instanceof Failure && statusOf(error) === 409)) throw error
    // One that is under way was taken up again by this: the answer was lost, and the question repeated.
    return job.status === 'complete' || !hasEnded(await api.job(job.id, signal))
  }
}

async function tracksFor(
  wish: RemoteWish,
  begun: JobAnswer | undefined,
  desk: RemoteDesk,
  uploading: Uploading,
): Promise<UploadedTracks> {
  if (wish.uploaded !== undefined) return { job: wish.uploaded, forget: async () => {} }
  return begun ? uploadFor(begun.id, wish, desk, uploading) : uploadTracks(wish, desk, uploading)
}

async function submit(
  tracks: UploadedTracks,
  wish: RemoteWish,
  { api, jobs }: RemoteDesk,
  { signal, onAsking }: Sending,
) {
  const { voice, background, languages, options } = wish
  const digest = await fileDigest(voice.path, signal)
  const backgroundDigest = background && (await fileDigest(background.path, signal))
  onAsking(tracks.job, 'anew')
  try {
    await api.submit(
      {
        job_id: tracks.job,
        voice_track_uploaded: true,
        background_track_uploaded: background !== null,
        languages,
        options: {
          ...options,
          voice_track_sha256: digest,
          ...(backgroundDigest !== null && { background_track_sha256: backgroundDigest }),
        },
      },
      signal,
    )
    await tracks.forget()
  } catch (error) {
    // What was refused is not what is there: it is uploaded again where the same is wished again.
    const failure = Failure.from(error)
    const isUnfit = UNFIT.has(reasonOf(failure))
    if (isUnfit || statusOf(failure) === 409) await tracks.forget()
    if (isUnfit && wish.uploaded === undefined) {
      // Nothing else will be uploaded for it, and until tomorrow it would count as a job under way.
      await api.delete(tracks.job, signal).catch(() => {}) // Why it was refused is what counts.
      await jobs.forget(tracks.job)
    }
    throw error
  }
}

/** The tracks are not what can be dubbed: too large or long, no media, nothing to be heard, of two lengths. */
const UNFIT: ReadonlySet<string | undefined> = new Set([
  'too_large',
  'too_long',
  'unsupported_media_type',
  'unreadable_media',
  'checksum_mismatch',
  'duration_mismatch',
])

function keyOf({ voice, background, languages, folder, options, uploaded }: RemoteWish): string {
  const files = [voice, background].map((track) => track && [track.path, track.bytes, track.modified])
  const asked = JSON.stringify([files, languages, folder, options, uploaded ?? null])
  return `dub ${createHash('sha256').update(asked).digest('hex')}`
}
