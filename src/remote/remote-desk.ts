import type { Clock } from '../clock.ts'
import type { RemoteJobs } from '../ports/remote-jobs.ts'
import type { ApiClient } from './api-client.ts'
import type { Wait } from './ask.ts'
import type { UploadTools } from './upload.ts'

/** What dubbing at the service works with on this side. */
export type RemoteDesk = {
  readonly api: ApiClient
  /** What is remembered of jobs there. */
  readonly jobs: RemoteJobs
  /** Who is signed in, as their session calls them; null where nobody is, or nobody can be named. */
  readonly owner: () => Promise<string | null>
  readonly uploads: Pick<UploadTools, 'home' | 'supabaseUrl' | 'publishableKey' | 'delays'>
  readonly clock: Clock
  /** The API's address. */
  readonly service: string
  readonly wait?: Wait | undefined
}
