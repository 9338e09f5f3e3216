import type { Trouble } from './vendor-account.ts'

/** What an HTTP status that is no success says by itself. 409 is a lock that somebody else held; it passes. */
export function troubleByStatus(status: number): Trouble & { readonly status: number } {
  return { status, what: `HTTP ${status}`, ...kindOf(status) }
}

function kindOf(status: number): Pick<Trouble, 'kind' | 'retryable'> {
  if (status === 401 || status === 403) return { kind: 'auth', retryable: false }
  if (status === 402) return { kind: 'credit', retryable: false }
  if (status === 408) return { kind: 'timeout', retryable: true }
  if (status === 429) return { kind: 'busy', retryable: true }
  if (status === 409 || status >= 500) return { kind: 'broken', retryable: true }
  return { kind: 'refused', retryable: false }
}
