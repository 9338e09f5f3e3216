/**
 * Several ways to write the same thing, as one part of a pattern. Their named groups may have the same names: Node 22
 * takes a name only once, so those of each way end in its number, which `partsOf` takes off again.
 */
export function anyWay(ways: readonly string[]): string {
  return `(?:${ways.map((way, index) => way.replace(/\(\?<(\w+)>/g, `(?<$1${index}>`)).join('|')})`
}

/** What was found by whichever way, under its plain names. */
export function partsOf(groups: unknown): { readonly [name: string]: string | undefined } {
  const found = Object.entries(groups as Record<string, string | undefined>).filter(([, text]) => text !== undefined)
  return Object.fromEntries(found.map(([name, text]) => [name.replace(/\d+$/, ''), text]))
}
