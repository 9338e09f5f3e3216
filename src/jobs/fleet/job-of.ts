import { dirname, join } from 'node:path'
import type { DubRequest } from '../../dub/request.ts'
import type { Job } from '../../ports/jobs.ts'
import type { ServiceJob } from '../../ports/service.ts'
import { failureCodeOf } from './failure-code-of.ts'

/** A job of the service as a run knows jobs: what is asked of it here, and the folder on this worker that it is delivered to. */
export function jobOf(job: ServiceJob, request: DubRequest, folder: string): Job {
  const { id, status, progress, message, duration, createdAt, updatedAt } = job
  const known = { id, status, code: failureCodeOf(job.code), progress, message, duration, createdAt, updatedAt }
  return {
    ...known,
    request,
    // For the report: a person has it beside the folder that this is downloaded to.
    source: join(dirname(folder), request.source.name),
    background: null,
    maxCost: null,
    folder,
    tasks: job.tasks.map(({ language, status: state, stage, progress: done, message: told }) => {
      return { language, status: state, stage, progress: done, message: told }
    }),
    costs: request.languages.map((language) => ({ language, usd: 0, estimated: 0 })),
    voices: [],
    lease: null,
    held: true,
  }
}
