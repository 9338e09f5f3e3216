import type { Clock } from '../../src/clock.ts'

export type SettableClock = Clock & { readonly advance: (ms: number) => void }

/** A clock that stands still until a test moves it. */
export function settableClock(at = Date.UTC(2026, 0, 2, 3, 4, 5)): SettableClock {
  let time = at
  return {
    now: () => time,
    advance(ms) {
      time += ms
    },
  }
}
