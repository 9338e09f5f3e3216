import type { Fault } from './faults.ts'

/** Which requests a fault befalls: those whose path and body match. */
export type When = {
  readonly path?: RegExp
  /** Looked for in the body as text. */
  readonly body?: RegExp
  /** How many of them: the next 1, or all of them where there is a `share`. */
  readonly times?: number
  /** 0 … 1: which part of them, drawn with a seed. */
  readonly share?: number
}

export type Misbehaviour = {
  readonly add: (fault: Fault, when: When | undefined) => void
  readonly clear: () => void
  /** The fault of a request, if it is to have one. */
  readonly next: (request: { readonly path: string; readonly body: Buffer }) => Fault | undefined
}

/** What an emulator has been told to do wrong, and for whom. The same seed draws the same requests, in order of arrival. */
export function misbehaviour(seed: number): Misbehaviour {
  const rules: { fault: Fault; when: When; left: number; random: () => number }[] = []
  return {
    add(fault, when = {}) {
      const left = when.times ?? (when.share === undefined ? 1 : Number.POSITIVE_INFINITY)
      rules.push({ fault, when, left, random: seeded(seed + rules.length) })
    },
    clear() {
      rules.length = 0
    },
    next({ path, body }) {
      for (const rule of rules) {
        const { when } = rule
        if (rule.left <= 0 || (when.path && !when.path.test(path))) continue
        if (when.body && !when.body.test(body.toString('utf8'))) continue
        if (when.share !== undefined && rule.random() >= when.share) continue
        rule.left--
        return rule.fault
      }
      return undefined
    },
  }
}

/** 0 … 1, evenly: a linear congruential generator with the constants of Numerical Recipes (2nd ed., 7.1). */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
