import { median } from '../median.ts'
import { denseMonologue } from './make-instances.ts'
import { RULES } from './rules/all.ts'

/** What fitting so many lines takes, the middle of some rounds. */
export type Scale = { readonly rule: string; readonly lines: number; readonly ms: number; readonly ms_per_line: number }

const ROUNDS = 5

/** How many lines, and how often in a round: a short run wavers more. */
const SIZES = [
  { lines: 1000, times: 12 },
  { lines: 10_000, times: 2 },
  { lines: 100_000, times: 1 },
]

/** Fits monologues of growing length by turns, so that a machine that slows down does so for all of them. */
export function scaling(names: readonly string[]): Scale[] {
  const sizes = SIZES.map((size) => ({ ...size, instance: denseMonologue('', size.lines, 1.12, true) }))
  return names.flatMap((name) => {
    const { rule } = RULES[name]!
    rule(sizes[1]!.instance) // Once for the compiler.
    const rounds = Array.from({ length: ROUNDS }, () =>
      sizes.map(({ instance, times }) => {
        const began = performance.now()
        for (let time = 0; time < times; time += 1) rule(instance)
        return (performance.now() - began) / times
      }),
    )
    return sizes.map(({ lines }, size) => {
      const ms = median(rounds.map((round) => round[size]!))
      return { rule: name, lines, ms, ms_per_line: ms / lines }
    })
  })
}
