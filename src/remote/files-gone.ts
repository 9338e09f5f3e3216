import { Failure } from '../failure.ts'

/** That nothing is left to fetch of a job that was done; `hint` says how to have it dubbed anew. */
export function filesGone(hint: string): Failure {
  const why = 'they were purged, or are older than two days'
  return new Failure('input', `The service no longer has the files of this job: ${why}.`, { hint })
}
