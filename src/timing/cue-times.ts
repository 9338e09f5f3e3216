import type { Span } from '../dub/speech.ts'

/** `00:01:02,345 --> 01:02.345 align:start`: hours are optional, comma and dot are both met, settings may follow. */
const TIMES =
  /^\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})(?:\s.*)?$/

/** Reads a line of SubRip's or WebVTT's times, in seconds; undefined where it is none. No cue ends before it begins. */
export function cueTimes(line: string): Span | undefined {
  const found = TIMES.exec(line)
  if (found === null) return undefined
  const start = secondsOf(found.slice(1, 5))
  return { start, end: Math.max(start, secondsOf(found.slice(5, 9))) }
}

function secondsOf([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)
  // One division at the end: 1.001 stays the number that is written 1.001.
  return (whole * 1000 + Number(fraction!.padEnd(3, '0'))) / 1000
}
