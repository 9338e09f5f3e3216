import { InvalidArgumentError } from 'commander'

const UNITS = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 } as const

/** `30m`, `48h`, `7d`, in ms. */
export function purgeAge(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('It is a number of minutes, hours or days, as 30m, 48h or 7d.')
  return Number(number) * UNITS[unit as keyof typeof UNITS]
}
