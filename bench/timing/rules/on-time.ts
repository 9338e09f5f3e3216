import { type Cue, cuesOf, type Instance, type Plan, type Rule } from '../instance.ts'

/** Plays every line at its start, as fast as the given rule wants it: what does not fit overlaps the next one. */
function onTime(rateFor: (cue: Cue) => number): Rule {
  return (instance: Instance): Plan => ({
    placements: cuesOf(instance).map((cue) => {
      const rate = rateFor(cue)
      return { start: cue.start, rate, seconds: cue.natural / rate }
    }),
  })
}

/** Starts on time, at its natural rate. */
export const naive = onTime(() => 1)

/** open-dubbing: as fast as the time to the next start demands, in whole tenths, at most 1.3. */
export const cap13 = onTime(({ natural, next, start }) => {
  const rate = Math.ceil((10 * natural) / (next - start)) / 10
  return rate > 1 ? Math.min(rate, 1.3) : 1
})

/** Auto-Synced-Translated-Dubs: exactly as long as the line, however fast or slow that is. */
export const exactSlot = onTime(({ natural, length }) => Math.max(natural, 1e-3) / length)

/** SoniTranslate: as long as the line, between 0.8 and 1.9, in whole tenths; nearly right is left alone. */
export const rounded = onTime(({ natural, length }) => {
  const rate = natural / length
  if (rate > 1.9) return 1.9
  if (rate < 0.8) return 0.8
  return rate <= 1.15 ? 1 : Math.round(rate * 10) / 10
})
