import {
  anyAnswer,
  artifactsAnswer,
  type JobAnswer,
  jobAnswer,
  jobsAnswer,
  type PurgedAnswer,
  purgedAnswer,
  type RemoteArtifact,
  submittedAnswer,
  type UploadUrls,
  uploadUrlsAnswer,
} from './answers.ts'
import { type Access, ask, askForStream, type Question } from './ask.ts'

/** Tracks that are to be uploaded. With `job_id`, those of a job that is there already: its URLs anew. */
type TracksAsked = {
  readonly job_id?: string
  /** None where that is not known yet. With those, and these two, the service says whether it can serve them. */
  readonly languages: readonly string[]
  readonly engine?: string
  readonly from?: string
  readonly voice_track_name: string
  readonly background_track_name?: string
  readonly content_types?: { readonly voice: string; readonly background?: string }
}

/** A job whose tracks are uploaded. */
export type Submission = {
  readonly job_id: string
  readonly voice_track_uploaded: true
  readonly background_track_uploaded: boolean
  readonly languages: readonly string[]
  readonly options: { readonly [name: string]: unknown }
}

export type ApiClient = {
  uploadUrls(asked: TracksAsked, signal: AbortSignal): Promise<UploadUrls>
  /** Repeating it is harmless. */
  submit(job: Submission, signal: AbortSignal): Promise<void>
  /** `tries`: how often the service is asked where it does not answer. */
  job(id: string, signal: AbortSignal, tries?: number): Promise<JobAnswer>
  /** The newest, no more than `limit`. */
  jobs(limit: number, signal: AbortSignal, tries?: number): Promise<readonly JobAnswer[]>
  artifacts(id: string, signal: AbortSignal): Promise<readonly RemoteArtifact[]>
  /** Server-sent events after the one with this id. */
  events(id: string, after: string | undefined, signal: AbortSignal): Promise<Response>
  cancel(id: string, signal: AbortSignal): Promise<void>
  /** What failed is tried again. */
  retry(id: string, signal: AbortSignal): Promise<void>
  /** Deletes generated files, and unused answers with their files, that are so old, or says what would go. */
  purge(
    asked: { readonly older_than_hours: number; readonly dry_run: boolean },
    signal: AbortSignal,
  ): Promise<PurgedAnswer>
  /** With its tracks and files; one that is under way is cancelled. */
  delete(id: string, signal: AbortSignal): Promise<void>
}

/** Milliseconds: the service reads the tracks to their end before it takes a job. */
const CHECKING = 15 * 60_000
/** Milliseconds: objects go five hundred at a time. */
const PURGING = 5 * 60_000

/** The service's API, as the command line uses it. All of it throws what `ask` throws. */
export function apiClient(access: Access): ApiClient {
  const get = (path: string, signal: AbortSignal, tries?: number): Question => ({
    method: 'GET',
    path,
    signal,
    repeatable: true,
    tries,
  })
  const post = (path: string, body: unknown, signal: AbortSignal, repeatable = true): Question => ({
    method: 'POST',
    path,
    body,
    signal,
    repeatable,
  })
  const at = (id: string, rest = '') => `/api/jobs/${encodeURIComponent(id)}${rest}`
  return {
    // Without a job it makes one each time.
    uploadUrls: (asked, signal) =>
      ask(access, post('/api/jobs/upload-urls', asked, signal, asked.job_id !== undefined), uploadUrlsAnswer),
    async submit(job, signal) {
      await ask(access, { ...post('/api/jobs', job, signal), deadline: CHECKING }, submittedAnswer)
    },
    job: (id, signal, tries) => ask(access, get(at(id), signal, tries), jobAnswer),
    jobs: (limit, signal, tries) => ask(access, get(`/api/jobs?limit=${limit}&offset=0`, signal, tries), jobsAnswer),
    async artifacts(id, signal) {
      return (await ask(access, get(at(id, '/download'), signal), artifactsAnswer)).artifacts
    },
    events: (id, after, signal) =>
      askForStream(access, {
        ...get(at(id, '/events'), signal),
        headers: { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': after }) },
      }),
    async cancel(id, signal) {
      await ask(access, post(at(id, '/cancel'), {}, signal), anyAnswer)
    },
    async retry(id, signal) {
      await ask(access, post(at(id, '/retry'), {}, signal), anyAnswer)
    },
    purge: (asked, signal) => ask(access, { ...post('/api/purge', asked, signal), deadline: PURGING }, purgedAnswer),
    async delete(id, signal) {
      await ask(access, { ...get(at(id), signal), method: 'DELETE' }, anyAnswer)
    },
  }
}
