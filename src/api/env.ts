import type { Failure } from '../failure.ts'
import type { Claims, UserJobs } from '../ports/service.ts'

/** What goes along with a question. */
export type ApiEnv = {
  Variables: {
    /** Names this question in the log and to whoever asked. */
    request: string
    claims: Claims
    /** The asker's own. */
    jobs: UserJobs
    failure: Failure
  }
}
