import { type FitBounds, fit as place } from '../../../src/timing/fit.ts'
import type { Instance, Plan, Rule } from '../instance.ts'

/** ytdub itself, with its default bounds, or another least pause between lines (s). */
export function ytdub(sync: FitBounds['sync'] & string, gap?: number): Rule {
  return ({ lines, duration }: Instance): Plan => {
    const clips = lines.map(({ natural }) => ({ seconds: natural }))
    return place(lines, clips, { duration, sync, ...(gap === undefined ? {} : { gap }) })
  }
}
