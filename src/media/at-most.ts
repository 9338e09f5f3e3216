/**
 * The options of an output that ends it a second after `most` seconds, so that what was longer can be told from what was not; none
 * where it is undefined. Samples that fill `bytesPerSecond` are counted too: a file's times may lie as its header does.
 */
export function atMost(most: number | undefined, bytesPerSecond?: number): readonly string[] {
  if (most === undefined) return []
  const seconds = most + 1
  const bytes = bytesPerSecond === undefined ? [] : ['-fs', String(Math.ceil(seconds * bytesPerSecond))]
  return ['-t', seconds.toFixed(3), ...bytes]
}
