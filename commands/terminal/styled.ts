import { stripVTControlCharacters, styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** The text in a style, where colours are shown. */
export function styled(text: string, style: Style, color: boolean): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/**
 * A name from outside on one line of a terminal: file names may hold line breaks and control sequences, which must not
 * move the cursor or colour the screen.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, '�')
}
