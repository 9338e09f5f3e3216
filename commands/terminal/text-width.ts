import { createRequire } from 'node:module'

let measure: ((text: string) => number) | undefined

/**
 * Columns that a text takes on a terminal. What knows of wide letters and emoji takes as long to load as Node.js itself, so
 * that it is only where there are any.
 */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  measure ??= (createRequire(import.meta.url)('string-width') as typeof import('string-width')).default
  return measure(text)
}
