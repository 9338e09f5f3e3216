import { iso3Of, nameOf } from '../../dub/language.ts'
import { checkCaptions } from '../../timing/check-captions.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Measured } from '../stages/preflight.ts'

/** What is to be uploaded, and what it should be. */
export type Upload = {
  readonly measured: Measured
  /** SRT. */
  readonly captions: string
  /** BCP-47. */
  readonly language: string
  /** Samples at 48 kHz that the video lasts: the longer of its picture and its sound, as a player shows it. */
  readonly length: number
  /** LUFS. */
  readonly loudness: number
}

/** How far a loudness may be from its aim, LU. */
const TOLERANCE = 0.5
/** The highest true peak that survives another encoder, dBTP. */
export const HIGHEST_PEAK = -1

/** What would be wrong with an upload, a sentence for each fault: its length, its level, its language, its captions. */
export function uploadFaults({ measured, captions, language, length, loudness }: Upload): string[] {
  const { samples, integrated_lufs: level, true_peak_dbtp: peak } = measured
  const duration = length / SAMPLE_RATE
  const faults: string[] = []
  if (samples !== length) {
    faults.push(`The audio lasts ${seconds(samples)}, the video ${seconds(length)}.`)
  }
  if (level === null) faults.push('The audio is silent.')
  else if (Math.abs(level - loudness) > TOLERANCE) {
    faults.push(`The audio is at ${level.toFixed(1)} LUFS instead of ${loudness}.`)
  }
  if (peak !== null && peak > HIGHEST_PEAK) {
    faults.push(`The audio peaks at ${peak.toFixed(1)} dBTP, above ${HIGHEST_PEAK}.`)
  }
  if (measured.language !== iso3Of(language)) {
    const says = measured.language === null ? 'no language' : `the language ${JSON.stringify(measured.language)}`
    faults.push(`The audio is tagged with ${says} instead of ${iso3Of(language)} (${nameOf(language)}).`)
  }
  for (const { severity, cue, what } of checkCaptions(captions, 'srt', { language, duration })) {
    if (severity === 'error') faults.push(`Caption ${cue}: ${what}`)
  }
  return faults
}

function seconds(samples: number): string {
  return `${(samples / SAMPLE_RATE).toFixed(3)} s`
}
