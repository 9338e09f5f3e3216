import { Failure } from '../../src/failure.ts'

/** How far a dub at the service had come when somebody stopped waiting for it. */
export type Reached = {
  /** A job that the service was asked to work on, whether or not it has heard that. */
  readonly asked?: string | undefined
  /** A job that it works on. */
  readonly job?: string | undefined
  /** Whether that job has ended, and its files are being fetched. */
  readonly ended?: boolean | undefined
  /** The command that goes on with it. */
  readonly resume: string
}

/** What whoever stops waiting for a dub at the service should know: what goes on without them, and what to type. */
export function leftAt({ asked, job, ended, resume }: Reached, cause: Failure): Failure {
  const left = (message: string, hint: string) => new Failure('interrupted', message, { hint, cause })
  const cancel = (id: string) => `To cancel it: ytdub jobs cancel ${id}`
  if (job !== undefined && ended) {
    return left(
      `The job is done (${job}), but not all of its files are here. What has arrived is kept.`,
      `To fetch the rest: ${resume}\nOr: ytdub jobs download ${job}`,
    )
  }
  if (job !== undefined) {
    return left(`The job goes on at the service (${job}).`, `To follow it: ${resume}\n${cancel(job)}`)
  }
  if (asked !== undefined) {
    return left(
      `Stopped. The service may have taken the job on all the same (${asked}).`,
      `To follow it: ${resume}\n${cancel(asked)}`,
    )
  }
  return left('Stopped. What is uploaded is kept.', `To go on: ${resume}`)
}
