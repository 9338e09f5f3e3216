import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'
import type { RemoteJob } from '../ports/remote-jobs.ts'
import type { JobAnswer, UploadUrls } from './answers.ts'
import { heardOf } from './heard-of.ts'
import type { Pace } from './pace.ts'
import { statusOf } from './refusal.ts'
import type { RemoteDesk } from './remote-desk.ts'
import type { TrackFile } from './track.ts'
import { upload } from './upload.ts'

export type Tracks = {
  readonly voice: TrackFile
  readonly background: TrackFile | null
  /** What they are to be dubbed into, and how; none where that is not known yet. */
  readonly languages: readonly string[]
  readonly options?: { readonly [name: string]: unknown }
}

export type Uploading = {
  readonly signal: AbortSignal
  readonly onPace: (track: TrackFile, pace: Pace) => void
  /** Told where the storage does not answer for some seconds, and is tried again. */
  readonly onWaiting?: () => void
}

/** Tracks that are uploaded for a job. `forget`: see `Uploaded`. */
export type UploadedTracks = { readonly job: string; readonly forget: () => Promise<void> }

/**
 * Uploads tracks for a job that is to come, or for the one that was begun for the same files, as they are now, before.
 * @throws {Failure} what the API refuses, and what `upload` throws.
 */
export async function uploadTracks(tracks: Tracks, desk: RemoteDesk, uploading: Uploading): Promise<UploadedTracks> {
  const wish = wishOf(tracks)
  const begun = await knownJob(await desk.jobs.forWish(wish), desk, uploading.signal)
  if (begun?.status === 'uploading') return uploadFor(begun.id, tracks, desk, uploading)
  const urls = await desk.api.uploadUrls(askedFor(tracks), uploading.signal)
  await desk.jobs.begin(wish, { id: urls.job_id, source: tracks.voice.path, folder: null })
  return uploadFor(urls.job_id, tracks, desk, uploading, urls)
}

/** Uploads tracks for a job that waits for them. */
export async function uploadFor(
  job: string,
  tracks: Tracks,
  desk: RemoteDesk,
  { signal, onPace, onWaiting }: Uploading,
  given?: UploadUrls,
): Promise<UploadedTracks> {
  let urls = given
  const signed = (name: 'voice_track' | 'background_track') => async (anew: boolean) => {
    if (anew || !urls) urls = await desk.api.uploadUrls({ job_id: job, ...askedFor(tracks) }, signal)
    const url = urls.upload_urls[name]
    if (url) return url
    throw new Failure('input', 'The job at the service has no background track.', {
      hint: 'Leave --background out, or --upload, to begin a job with it.',
    })
  }
  const send = (track: TrackFile, name: 'voice_track' | 'background_track') =>
    upload(track, signed(name), {
      ...desk.uploads,
      about: `${desk.service} ${job} ${name}`,
      clock: desk.clock,
      signal,
      onPace: (pace) => onPace(track, pace),
      onWaiting,
    })
  const voice = await send(tracks.voice, 'voice_track')
  const background = tracks.background && (await send(tracks.background, 'background_track'))
  return {
    job,
    async forget() {
      await voice.forget()
      await background?.forget()
    },
  }
}

/** A job that is remembered, as the service has it; undefined where it has it no more. */
export async function knownJob(
  known: RemoteJob | undefined,
  { api, jobs }: RemoteDesk,
  signal: AbortSignal,
): Promise<JobAnswer | undefined> {
  if (!known) return undefined
  try {
    const job = await api.job(known.id, signal)
    await jobs.heard([heardOf(job)])
    return job
  } catch (error) {
    if (!(error instanceof Failure && statusOf(error) === 404)) throw error
    await jobs.forget(known.id)
    return undefined
  }
}

/** The same files, as long as nobody changes them, are the same upload, whatever is to be made of them. */
function wishOf({ voice, background }: Tracks): string {
  const files = [voice, background].map((track) => track && [track.path, track.bytes, track.modified])
  return `tracks ${createHash('sha256').update(JSON.stringify(files)).digest('hex')}`
}

function askedFor({ voice, background, languages, options = {} }: Tracks) {
  const { engine, from } = options
  return {
    languages,
    // What cannot be served is refused before anything is uploaded.
    ...(typeof engine === 'string' && { engine }),
    ...(typeof from === 'string' && { from }),
    voice_track_name: voice.name,
    ...(background && { background_track_name: background.name }),
    // For names that tell it by no ending.
    ...(voice.type !== undefined && {
      content_types: { voice: voice.type, ...(background?.type !== undefined && { background: background.type }) },
    }),
  }
}
