/**
 * How many milliseconds an answer wants to be left alone, by its `retry-after`: seconds or an HTTP date (RFC 9110, 10.2.3),
 * which is read against the answer's own `date`: our clock may be wrong. Undefined where it does not say.
 */
export function waitAskedFor(headers: Pick<Headers, 'get'>): number | undefined {
  const after = headers.get('retry-after')
  if (after === null) return undefined
  if (/^\s*\d+\s*$/.test(after)) return Number(after) * 1000
  const ms = Date.parse(after) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
