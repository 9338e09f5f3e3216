import type { Trouble } from './vendor-account.ts'

/**
 * When a vendor wants to be asked again, by its answer's headers: `retry-after-ms`, or `retry-after` in seconds or as an
 * HTTP date (RFC 9110, 10.2.3). A date is read against the answer's own `date`, which is the same clock; ours may be wrong.
 */
export function waitAskedFor(headers: { get(name: string): string | null }): Pick<Trouble, 'retryAfter' | 'retryAt'> {
  const ms = numberIn(headers.get('retry-after-ms'))
  if (ms !== undefined) return { retryAfter: ms / 1000 }
  const after = headers.get('retry-after')
  const seconds = numberIn(after)
  if (seconds !== undefined) return { retryAfter: seconds }
  // Date.parse makes a year of any number.
  const retryAt = after?.endsWith('GMT') ? Date.parse(after) : Number.NaN
  if (Number.isNaN(retryAt)) return {}
  const answeredAt = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(answeredAt) ? { retryAt } : { retryAfter: Math.max(0, (retryAt - answeredAt) / 1000) }
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}
