import type { Clock } from '../clock.ts'

export type Pace = {
  readonly bytes: number
  readonly total: number
  /** Bytes a second; undefined until that can be told. */
  readonly speed: number | undefined
  /** Seconds. */
  readonly left: number | undefined
}

/** Milliseconds that the speed is taken over: long enough to be steady, short enough to tell a network that got slower. */
const WINDOW = 10_000

/** Tells from bytes that have gone how fast they go and how long the rest takes. What was there before does not count as fast. */
export function paceMeter(total: number, clock: Clock): (bytes: number) => Pace {
  let marks: readonly { readonly at: number; readonly bytes: number }[] = []
  return (bytes) => {
    const now = clock.now()
    marks = [...marks.filter(({ at }) => now - at <= WINDOW), { at: now, bytes }]
    const first = marks[0]
    const ms = now - (first?.at ?? now)
    const gone = bytes - (first?.bytes ?? bytes)
    const speed = ms > 0 && gone > 0 ? (gone * 1000) / ms : undefined
    return { bytes, total, speed, left: speed === undefined ? undefined : (total - bytes) / speed }
  }
}
