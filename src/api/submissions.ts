import type { Submission } from '../jobs/service/submission.ts'
import { submitUpload } from '../jobs/service/submit-upload.ts'
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
  type UnderWay = { readonly asked: string; readonly submitted: Submitted; readonly wait: (left: AbortSignal) => void }
  const underWay = new Map<string, UnderWay>()
  return (asked: Submission, { user, jobs, left }: Asker): Submitted => {
    const name = `${user} ${asked.job}`
    const before = underWay.get(name)
    const all = JSON.stringify(asked)
    if (before?.asked === all) {
      before.wait(left)
      return before.submitted
    }
    const { signal, wait, end } = wantedBy(left, parts.closing)
    const submit = () => submitUpload(asked, { ...parts, jobs, signal })
    // Whoever asks otherwise meanwhile is told afterwards what the job has become.
    const submitted = before ? before.submitted.then(submit, submit) : submit()
    const mine = { asked: all, submitted, wait }
    underWay.set(name, mine)
    const over = () => {
      end()
      if (underWay.get(name) === mine) underWay.delete(name)
    }
    submitted.then(over, over)
    return submitted
  }
}

/** `signal` is aborted once the process is to stop and everybody who waits has left. */
function wantedBy(first: AbortSignal, closing: AbortSignal) {
  const unwanted = new AbortController()
  const waiting: AbortSignal[] = []
  const look = () => {
    if (closing.aborted && waiting.every(({ aborted }) => aborted)) unwanted.abort()
  }
  const wait = (left: AbortSignal) => {
    waiting.push(left)
    left.addEventListener('abort', look)
  }
  wait(first)
  closing.addEventListener('abort', look)
  return {
    signal: unwanted.signal,
    wait,
    end: () => {
      for (const signal of [...waiting, closing]) signal.removeEventListener('abort', look)
    },
  }
}
