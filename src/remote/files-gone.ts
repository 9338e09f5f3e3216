import { Failure } from '../failure.ts'

/** That a job was done so long ago that nothing is left to fetch; `hint` says how to have it dubbed anew. */
export function filesGone(hint: string): Failure {
  return new Failure('input', 'The service has deleted the files of this job: it keeps them for two days.', { hint })
}
