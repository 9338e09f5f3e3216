import { Failure } from '../../failure.ts'

/**
 * An answer of Deepgram's that is no good: worth another try. `what` says what came instead, without its words; `subject`
 * what was asked for.
 */
export function nonsense(subject: string, what: string, requestId: string | null): Failure {
  const request = requestId !== null && /^[\w-]{1,80}$/.test(requestId) ? ` (request ${requestId})` : ''
  return new Failure('vendor', `Deepgram answers with ${what} for ${subject}, time and again${request}.`, {
    retryable: true,
    hint: 'What is done is kept. Run the same command again later.',
  })
}
