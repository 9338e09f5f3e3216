/** The factor by which an amplitude changes over so many dB: 20 dB is ten times. */
export function amplitudeOf(decibels: number): number {
  return 10 ** (decibels / 20)
}

/** How many dB an amplitude lies above 1, which in samples is full scale; −Infinity for 0. */
export function decibelsOf(amplitude: number): number {
  return 20 * Math.log10(amplitude)
}

/** A level as people and files are told of it: to a hundredth of a decibel; null for silence. */
export function roundedDecibels(decibels: number): number | null {
  return Number.isFinite(decibels) ? Math.round(decibels * 100) / 100 : null
}
