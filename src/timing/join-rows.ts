import { spaceBetween } from './spacing.ts'

/** The rows of a caption as one text, with a space between them where their script has spaces. */
export function joinRows(rows: readonly string[]): string {
  return rows
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .reduce((text, row) => (text === '' ? row : `${text}${spaceBetween(text, row)}${row}`), '')
}
