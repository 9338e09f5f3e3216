import type { Placement, Schedule, Span } from '../../src/dub/speech.ts'

/** A line of the source and how long its clip is at its natural rate; all in seconds. */
export type SpokenLine = Span & { readonly speaker: number; readonly natural: number }

/** What a rule has to fit: lines in order of start, and the length of the source (s). */
export type Instance = {
  readonly name: string
  readonly duration: number
  readonly lines: readonly SpokenLine[]
  /** Whether the bounds can hold, where whoever made the instance knows. */
  readonly feasible?: boolean
}

/** What a rule plays: a placement for each line, cut short where `seconds · rate` is less than the clip; or it gives up. */
export type Plan = Partial<Schedule> & { readonly placements: readonly Placement[]; readonly aborted?: true }

export type Rule = (instance: Instance) => Plan

/** A line as the other systems see it: `next` is the next start, the source's length for the last one. */
export type Cue = SpokenLine & { readonly next: number; readonly gap: number; readonly length: number }

/** The lines with what lies around them; `length` is at least 10 ms, since some rules divide by it. */
export function cuesOf({ lines, duration }: Instance): Cue[] {
  return lines.map((line, index) => {
    const next = lines[index + 1]?.start ?? duration
    return { ...line, next, gap: next - line.end, length: Math.max(0.01, line.end - line.start) }
  })
}
