import { FOR_REVIEW } from '../../src/jobs/for-review.ts'
import type { Job } from '../../src/ports/jobs.ts'

/** A job's state in a person's words. A run that ended without a word, killed or cut off, is interrupted. */
export function jobState({ status, code, held, message }: Pick<Job, 'status' | 'code' | 'held' | 'message'>): string {
  switch (status) {
    case 'complete':
      return code === 'partial' ? 'partly done' : 'complete'
    case 'error':
      return code === 'interrupted' ? 'cancelled' : 'failed'
    case 'uploading':
    case 'pending':
    case 'processing':
    case 'generating':
    case 'finalizing':
      if (held) return 'running'
      return message === FOR_REVIEW ? FOR_REVIEW : 'interrupted'
  }
}
