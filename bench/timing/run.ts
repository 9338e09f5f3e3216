import type { Instance, Plan } from './instance.ts'
import { type Figures, measure } from './measure.ts'
import { RULES } from './rules/all.ts'

/** What a rule made of an instance. */
export type Outcome = { readonly plan: Plan; readonly figures: Figures }

/** An instance and what each rule made of it, by the rule's name. */
export type Run = { readonly instance: Instance; readonly outcomes: Readonly<Record<string, Outcome>> }

/** Runs every rule on an instance. */
export function run(instance: Instance): Run {
  const outcomes = Object.entries(RULES).map(([name, { rule }]) => [name, measure(rule, instance)] as const)
  return { instance, outcomes: Object.fromEntries(outcomes) }
}
