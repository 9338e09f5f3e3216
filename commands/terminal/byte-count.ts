/** Bytes as people read them: `812 bytes`, `40.2 MB`, `1.25 GB`. */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  const [size, digits, unit] =
    bytes < 1e6 ? [bytes / 1e3, 1, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 1, 'MB'] : [bytes / 1e9, 2, 'GB']
  return `${size.toFixed(digits)} ${unit}`
}
