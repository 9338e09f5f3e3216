import { expect } from 'vitest'
import type { Caption } from '../../src/dub/captions.ts'
import { EXACT } from './instances.ts'
import { bare, graphemes, rulesFor } from './texts.ts'

/** Two frames between captions, as written. */
export const GAP = 0.085

/** Characters a second. */
export function speedOf({ start, end, rows }: Caption): number {
  return rows.reduce((sum, row) => sum + graphemes(row), 0) / (end - start)
}

/** What holds for every text and every timing. */
export function expectSound(shown: readonly Caption[], said: readonly string[], language: string): void {
  const { width } = rulesFor(language)
  expect(bare(shown.flatMap(({ rows }) => rows).join(''))).toBe(bare(said.join('')))
  for (const [index, { start, end, rows }] of shown.entries()) {
    expect([1, 2]).toContain(rows.length)
    expect(rows.every((row) => row.trim() === row && row !== '' && graphemes(row) <= width)).toBe(true)
    expect(end).toBeGreaterThan(start)
    expect(end - start).toBeLessThanOrEqual(7 + EXACT)
    if (index > 0) expect(start - shown[index - 1]!.end).toBeGreaterThanOrEqual(GAP - EXACT)
  }
}
