/** USD, to the hundredth of a cent where cents alone would hide it; a dash where it is not known. */
export function price(usd: number | undefined): string {
  return usd === undefined ? '-' : `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`
}
