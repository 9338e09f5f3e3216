import { measureSync, type Sync } from '../../src/timing/sync.ts'
import type { Instance, Plan, Rule } from './instance.ts'

/** The figures of one rule on one instance: seconds, shares and rates as in `Sync`; `ms` is what the rule itself took. */
export type Figures = Sync & { readonly aborted: boolean; readonly ms: number }

/** Differences below this (s) are noise of floating-point arithmetic. */
const NOISE = 1e-9

/**
 * Runs a rule and measures what it plays. Lost is what is cut, and what would be heard only after the end of the source,
 * where the track ends; of a rule that gives up all speech is lost, and its other figures say nothing.
 */
export function measure(rule: Rule, instance: Instance): { readonly plan: Plan; readonly figures: Figures } {
  const began = performance.now()
  const plan = rule(instance)
  const ms = performance.now() - began
  const { lines, duration } = instance
  const clips = lines.map(({ natural }) => ({ seconds: natural }))
  const schedule = { placements: plan.placements, overBound: [], shorten: [] }
  const sync = measureSync(lines, clips, schedule, duration)
  const figures = { ...sync, lost: sync.lost + lostAfter(duration, plan), aborted: plan.aborted === true, ms }
  return { plan, figures }
}

function lostAfter(duration: number, { placements }: Plan): number {
  return placements.reduce((lost, { start, seconds, rate }) => {
    const late = start + seconds - Math.max(duration, start)
    return late > NOISE ? lost + late * rate : lost
  }, 0)
}
