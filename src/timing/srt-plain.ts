/** A row of SubRip without what its players take for markup. */
export function srtPlain(row: string): string {
  return row.replace(/<\/?(?:[bius]|font)(?:\s[^>]*)?>|\{\\[^}]*\}/gi, '')
}
