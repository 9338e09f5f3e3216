import { InvalidArgumentError } from 'commander'

/** ms */
export const HOUR = 3_600_000

const UNITS = { m: HOUR / 60, h: HOUR, d: 24 * HOUR } as const

/** `30m`, `48h`, `7d`, in ms. */
export function purgeAge(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('It is a number of minutes, hours or days, as 30m, 48h or 7d.')
  return Number(number) * UNITS[unit as keyof typeof UNITS]
}
