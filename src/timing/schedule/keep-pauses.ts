import { latestStarts } from './latest-starts.ts'
import { type Block, blocksOf, type Pause } from './pauses.ts'
import type { Rules } from './rules.ts'

/** What decides whether lines fit: who waits for whom, how short each clip can be (s), and the gap (s). */
export type Need = { readonly rules: Rules; readonly least: Float64Array; readonly gap: number }

/** Rounds in which pauses give way one after another; what then still does not fit may use them all. */
const MOST_ROUNDS = 64

/** What rounding may make a block too long by (s). */
const ROUNDING = 5e-10

/**
 * Which of the long pauses are kept: where the lines between two of them do not fit even as short as they can be, the
 * longer of the two gives way, and so on until all blocks fit or none of their pauses is left. O(n) for each round.
 */
export function keepPauses(pauses: readonly Pause[], need: Need, duration: number): readonly Pause[] {
  let kept = pauses
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const given = new Set<Pause>()
    for (const { beside } of tightBlocks(blocksOf(kept, need.least.length, duration), need, ROUNDING)) {
      const longest = beside.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0]
      if (longest !== undefined) given.add(longest)
    }
    if (given.size === 0) return kept
    kept = kept.filter((pause) => !given.has(pause))
  }
  return []
}

/** The blocks whose lines need more than `spare` seconds more than there are. */
export function tightBlocks(blocks: readonly Block[], need: Need, spare: number): Block[] {
  const latest = latestStarts(need.rules, { ...need, endBy: spread(blocks, 'endBy', need.least.length) })
  return blocks.filter(({ first, startFrom }) => latest[first]! < startFrom - spare)
}

/** A bound of the blocks, for each of their lines. */
export function spread(blocks: readonly Block[], bound: 'startFrom' | 'endBy', count: number): Float64Array {
  const each = new Float64Array(count)
  for (const block of blocks) each.fill(block[bound], block.first, block.end)
  return each
}
