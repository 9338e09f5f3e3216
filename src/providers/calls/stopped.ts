import { Failure } from '../../failure.ts'

/** What a call ends with when somebody calls it off. */
export function stopped({ reason }: AbortSignal): Failure {
  return new Failure('interrupted', 'Stopped.', { cause: reason })
}
