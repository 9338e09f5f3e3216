/** USD, to the hundredth of a cent where cents alone would hide it. */
export function price(usd: number): string {
  return `$${usd.toFixed(usd < 0.1 ? 4 : 2)}`
}
