import { Failure } from '../../failure.ts'

/** How Storage refused a request: the status that is meant, and its word for it. */
export type Refusal = { readonly status: number; readonly code: string | undefined }

/**
 * What a refusal means. Storage answers HTTP 400 to nearly everything and puts the meant status into the body. Nothing of
 * its prose is repeated: it may quote what it was sent. `what` is named where only the operator reads of it: keys of objects
 * are made of ids.
 */
export function refused({ status, code }: Refusal, what: string): Failure {
  if (code === 'NoSuchBucket' || (status === 404 && code !== 'NoSuchKey' && code !== undefined)) {
    return new Failure('config', `Storage has no such bucket (${what}).`, {
      hint: 'Run: ytdub db migrate, and check that SUPABASE_URL is of the same project as DATABASE_URL.',
    })
  }
  if (status === 404) return new Failure('lost', `Storage has no such object (${what}).`)
  if (status === 401 || status === 403 || code === 'InvalidJWT') {
    return new Failure('auth', `Storage refuses the service’s key (${what}).`, { hint: 'Check SUPABASE_SECRET_KEY.' })
  }
  if (status === 413) {
    return new Failure('input', 'The file is larger than Storage takes.', {
      hint: 'Raise the upload limit of the project and of its bucket, or dub a shorter recording.',
    })
  }
  const retryable = status === 429 || status >= 500
  const word = code !== undefined && /^\w{1,40}$/.test(code) ? ` ${code}` : ''
  return new Failure('vendor', `Storage answered ${status}${word}.`, { retryable })
}

/** What an exception of a request means: ended by whoever asked, too late, or cut off. Others go on as they are. */
export function cutOff(error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof Failure) return error
  if (signal?.aborted) return signal.reason instanceof Failure ? signal.reason : new Failure('interrupted', 'Stopped.')
  if (!(error instanceof Error)) return error
  if (error.name === 'TimeoutError') {
    return new Failure('vendor', 'Storage did not answer in time.', { retryable: true, cause: error })
  }
  if (error instanceof TypeError) {
    return new Failure('vendor', 'Storage cannot be reached.', {
      retryable: true,
      cause: error,
      hint: 'Check SUPABASE_URL and the network.',
    })
  }
  return error
}
