import { stripVTControlCharacters, styleText } from 'node:util'

/** What a command writes to and what is known of the terminal. Commands ask this, never `process` or `console`. */
export type Streams = {
  /** Results. */
  readonly out: (text: string) => void
  /** Progress and notices. */
  readonly err: (text: string) => void
  /** Whether somebody watches standard error on a terminal: bars may move. */
  readonly animated: boolean
  /** Whether somebody can be asked. */
  readonly interactive: boolean
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number
  readonly color: boolean
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** The streams of this process. */
export function processStreams({ unattended, noColor }: { unattended: boolean; noColor: boolean }): Streams {
  const { stdin, stdout, stderr } = process
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    animated: stderr.isTTY && !unattended,
    interactive: stdin.isTTY && stderr.isTTY && !unattended,
    columns: stderr.columns || 80,
    color: stderr.isTTY && !noColor,
  }
}

/** The text in a style, where the terminal has colours. */
export function styled(text: string, style: Style, { color }: Pick<Streams, 'color'>): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/**
 * A name from outside on one line of a terminal: file names may hold line breaks and control sequences, which must not
 * move the cursor or colour the screen.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, '�')
}
