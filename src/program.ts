import { Failure } from './failure.ts'

export type ProgramOptions = {
  readonly signal: AbortSignal
  /** Written to the program's standard input. Texts go this way, never as arguments, which everyone on the host sees. */
  readonly input?: string | Uint8Array
  /** An open file to read standard input from, for scripts that open /dev/stdin: they cannot where it is a socket. */
  readonly inputFile?: number
  /** Called with each whole line of standard output as it comes. */
  readonly onLine?: (line: string) => void
  /**
   * Whether it is ended where ytdub is killed and cannot do it itself (Linux). For programs that work for long: a short
   * one ends by itself, and a package manager must not be cut off.
   */
  readonly endsWithUs?: boolean
}

export type ProgramResult = { readonly stdout: Uint8Array; readonly stderr: string; readonly exitCode: number }

/**
 * Runs a program to its end, without a shell, and gives back what it wrote, whatever its exit code.
 * It stands in a process group of its own: Ctrl-C in a terminal goes to ytdub, which decides what is finished first.
 * @throws {Failure} `config` where it is not installed, `interrupted` where the signal cut it off.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const own = [program, ...args]
  if (!options.endsWithUs || process.platform !== 'linux') return run(program, own, options)
  // The kernel keeps this order, whatever becomes of ytdub. setpriv becomes the program: its number stays the same.
  const bound = await run(program, ['setpriv', '--pdeathsig', 'TERM', '--', ...own], options).catch(
    (error: unknown) => {
      if (error instanceof Failure && error.code === 'config') return undefined
      throw error
    },
  )
  // It is not there, or an older one, or could not start the program: nothing has run, and the plain way tells why.
  return bound === undefined || bound.stderr.startsWith('setpriv: ') ? run(program, own, options) : bound
}

async function run(
  name: string,
  [program, ...args]: readonly string[],
  { signal, input, inputFile, onLine }: ProgramOptions,
): Promise<ProgramResult> {
  const { execa } = await import('execa')
  if (signal.aborted) throw stopped(signal.reason)
  const running = execa(program!, args, {
    cancelSignal: signal,
    detached: true,
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    // Any descriptor is passed on, though execa's types name those up to 9.
    ...(input === undefined ? { stdin: (inputFile as 3 | undefined) ?? ('ignore' as const) } : { input }),
  })
  using _ = endGroupOn(signal, running.pid)
  // Bytes, since the result is bytes: execa splits lines only of a program whose whole output is text.
  if (onLine) for await (const line of linesOf(running.iterable({ binary: true }))) onLine(line)
  const { stdout, stderr, exitCode, isCanceled, signal: killedBy, cause } = await running
  if (isCanceled) throw stopped(cause)
  if (killedBy) throw new Failure('vendor', `${name} was killed (${killedBy}).`, { retryable: true })
  if (exitCode === undefined) throw notStarted(name, cause)
  return { stdout, stderr: Buffer.from(stderr).toString('utf8'), exitCode }
}

/**
 * Ends the whole group with the signal. A program may be a script that has started others: they would go on, and keep
 * open what it writes to, so that its end would not be heard.
 */
function endGroupOn(signal: AbortSignal, pid: number | undefined): Disposable {
  const end = () => {
    try {
      if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGTERM')
    } catch {
      // ESRCH: all of it has just ended by itself.
    }
  }
  signal.addEventListener('abort', end, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', end) }
}

function stopped(cause: unknown): Failure {
  return new Failure('interrupted', 'Stopped.', { cause })
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

function notStarted(program: string, cause: unknown): Failure {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return missing
    ? new Failure('config', `${program} is not installed.`, {
        hint: 'Install what is missing with: ytdub setup',
        cause,
      })
    : new Failure('config', `${program} could not be run.`, { hint: 'See what is wrong with: ytdub setup', cause })
}
