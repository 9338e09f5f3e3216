import { gatedLoudness, LOUDNESS_STEP } from './gating.ts'
import { weightedEnergy } from './weighted-energy.ts'

export type LoudnessMeter = {
  /** Whole frames, in order; blocks of any size. */
  push(interleaved: Float32Array): void
  /** LUFS of all that was pushed so far; −Infinity for silence. */
  integrated(): number
}

/**
 * Measures the integrated loudness of mono or stereo by ITU-R BS.1770-4, annex 1: K-weighting, mean squares over 400 ms,
 * gating. Keeps ten numbers for each second. Of more channels some would weigh more, and ytdub has none. Mono that is to
 * come from two loudspeakers is as loud as the same on two channels: twice the power.
 */
export function loudnessMeter(channels: number, sampleRate: number, loudspeakers = channels): LoudnessMeter {
  const step = Math.round(LOUDNESS_STEP * sampleRate)
  const filter = weightedEnergy(channels, sampleRate)
  const copies = loudspeakers / channels
  const steps: number[] = []
  let energy = 0
  let frames = 0
  return {
    push(interleaved) {
      const end = interleaved.length / channels
      for (let from = 0; from < end; ) {
        const to = Math.min(end, from + step - frames)
        energy += copies * filter(interleaved, from * channels, to * channels)
        frames += to - from
        from = to
        if (frames < step) continue
        steps.push(energy / step)
        energy = 0
        frames = 0
      }
    },
    integrated: () => gatedLoudness(steps, { power: frames === 0 ? 0 : energy / frames, length: frames / step }),
  }
}
