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
  /** Columns of standard output; undefined where it is no terminal: what others read is not cut. */
  readonly outColumns?: number | undefined
  /** Whether each shows colours: either may be a terminal while the other is not. */
  readonly color: { readonly out: boolean; readonly err: boolean }
}

/** The streams of this process. */
export function processStreams({ unattended, noColor }: { unattended: boolean; noColor: boolean }): Streams {
  const { stdout, stderr } = process
  const gone = new AbortController()
  return {
    out: writer(stdout, gone),
    err: writer(stderr, gone),
    closed: gone.signal,
    // A terminal that nobody gave a size says 0 columns: what is drawn again there has no end of rows to clear.
    animated: stderr.isTTY && stderr.columns > 0 && !unattended,
    /** Asked for only when it matters: standard input is opened by looking at it. */
    get interactive() {
      return process.stdin.isTTY && stderr.isTTY && !unattended
    },
    columns: stderr.columns || 80,
    outColumns: stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined,
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
