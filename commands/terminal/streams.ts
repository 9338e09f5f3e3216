import { stripVTControlCharacters, styleText } from 'node:util'

/** What a command writes to and what is known of the terminal. Commands ask this, never `process` or `console`. */
export type Streams = {
  /** Results. */
  readonly out: (text: string) => void
  /** Progress and notices. */
  readonly err: (text: string) => void
  /** Aborted when nobody reads one of the two any more, e.g. `head` has seen enough; what is written to it then is dropped. */
  readonly closed: AbortSignal
  /** Whether somebody watches standard error on a terminal that has a width: bars may move. */
  readonly animated: boolean
  /** Whether somebody can be asked. */
  readonly interactive: boolean
  /** Columns of the terminal; 80 where there is none, or it does not know. */
  readonly columns: number
  /** Whether each shows colours: either may be a terminal while the other is not. */
  readonly color: { readonly out: boolean; readonly err: boolean }
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'

/** The streams of this process. */
export function processStreams({ unattended, noColor }: { unattended: boolean; noColor: boolean }): Streams {
  const { stdin, stdout, stderr } = process
  const gone = new AbortController()
  return {
    out: writer(stdout, gone),
    err: writer(stderr, gone),
    closed: gone.signal,
    // A terminal that nobody gave a size says 0 columns: what is drawn again there has no end of rows to clear.
    animated: stderr.isTTY && stderr.columns > 0 && !unattended,
    interactive: stdin.isTTY && stderr.isTTY && !unattended,
    columns: stderr.columns || 80,
    color: { out: !noColor && hasColors(stdout), err: !noColor && hasColors(stderr) },
  }
}

/** A pipe whose reader has gone (EPIPE) is no bug, and would otherwise end the process with a stack. */
function writer(stream: NodeJS.WriteStream, gone: AbortController): (text: string) => void {
  let open = true
  stream.on('error', (error) => {
    open = false
    gone.abort(error)
  })
  return (text) => {
    if (open) stream.write(text)
  }
}

/** Node asks NO_COLOR and TERM itself, which is known before the configuration is. */
function hasColors(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors()
}

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
