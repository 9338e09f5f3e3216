import { InvalidArgumentError } from 'commander'

/** `es,fr` and repeated flags, as one list. */
export function commaList(text: string, before: readonly string[] | undefined): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('A name is missing beside a comma.')
  return [...(before ?? []), ...names]
}

/** A repeated flag's values, as a list. */
export function collected(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text]
}

/** A number within bounds. */
export function numberBetween(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() !== '' && number >= from && number <= to) return number
    throw new InvalidArgumentError(`It is a number from ${from} to ${to}.`)
  }
}

/** A level beneath a voice that leaves it clear: `-18dB`, `-18 dB` or `-18`, from −60 to −12; in dB. */
export function decibelsBeneath(text: string): number {
  const [, number] = /^\s*(-?\d+(?:\.\d+)?)\s*(?:dB)?\s*$/i.exec(text) ?? []
  const level = Number(number)
  if (number !== undefined && level <= -12 && level >= -60) return level
  throw new InvalidArgumentError('It is a level from -60dB to -12dB.')
}

/** A whole number of at least one. */
export function count(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('It is a whole number, 1 or more.')
}
