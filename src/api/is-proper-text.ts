/** Whether PostgreSQL keeps a text: it keeps neither a NUL nor half of a surrogate pair. */
export function isProperText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
