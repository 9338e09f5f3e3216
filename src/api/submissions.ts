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
  const underWay = new Map<string, { readonly asked: string; readonly submitted: Submitted }>()
  return (asked: Submission, { user, jobs, left }: Asker): Submitted => {
    const name = `${user} ${asked.job}`
    const before = underWay.get(name)
    const all = JSON.stringify(asked)
    if (before?.asked === all) return before.submitted
    const submit = () => submitWatched(asked, { jobs, left }, parts)
    // Whoever asks otherwise meanwhile is told afterwards what the job has become.
    const submitted = before ? before.submitted.then(submit, submit) : submit()
    const mine = { asked: all, submitted }
    underWay.set(name, mine)
    const end = () => void (underWay.get(name) === mine && underWay.delete(name))
    submitted.then(end, end)
    return submitted
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
