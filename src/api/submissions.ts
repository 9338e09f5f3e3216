import { type Submission, submitUpload } from '../jobs/service/submit-upload.ts'
import type { Unserved } from '../jobs/service/unserved.ts'
import type { UserJobs } from '../ports/service.ts'
import type { ApiParts } from './parts.ts'

type Asker = { readonly user: string; readonly jobs: UserJobs; readonly left: AbortSignal }
type Parts = ApiParts & { readonly unserved: Unserved }
type Submitted = ReturnType<typeof submitUpload>

/**
 * Submits jobs. Looking at a long recording takes longer than some proxies wait: it goes on when its client has left, and who
 * asks the same again meanwhile waits for it, so that in the end every client gets through. Only a process that is to stop
 * leaves what nobody waits for.
 */
export function submissions(parts: Parts) {
  const underWay = new Map<string, Submitted>()
  return (asked: Submission, { user, jobs, left }: Asker): Submitted => {
    const name = `${user} ${asked.job}`
    const same = underWay.get(name)
    if (same) return same
    const submitting = submitWatched(asked, { jobs, left }, parts).finally(() => underWay.delete(name))
    underWay.set(name, submitting)
    return submitting
  }
}

async function submitWatched(asked: Submission, { jobs, left }: Omit<Asker, 'user'>, parts: Parts): Submitted {
  const unwanted = new AbortController()
  const look = () => {
    if (left.aborted && parts.closing.aborted) unwanted.abort(left.reason)
  }
  left.addEventListener('abort', look)
  parts.closing.addEventListener('abort', look)
  try {
    return await submitUpload(asked, { ...parts, jobs, signal: unwanted.signal })
  } finally {
    left.removeEventListener('abort', look)
    parts.closing.removeEventListener('abort', look)
  }
}
