import { Failure } from './failure.ts'

export type ProgramOptions = {
  readonly signal: AbortSignal
  /** Written to the program's standard input. Texts go this way, never as arguments, which everyone on the host sees. */
  readonly input?: string | Uint8Array
  /** Called with each whole line of standard output as it comes. */
  readonly onLine?: (line: string) => void
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
  { signal, input, onLine }: ProgramOptions,
): Promise<ProgramResult> {
  const { execa } = await import('execa')
  signal.throwIfAborted()
  const running = execa(program, args, {
    cancelSignal: signal,
    detached: true,
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  })
  if (onLine) for await (const line of running.iterable({ binary: false })) onLine(String(line))
  const { stdout, stderr, exitCode, isCanceled, signal: killedBy, cause } = await running
  if (isCanceled) throw new Failure('interrupted', 'Stopped.', { cause })
  if (killedBy) throw new Failure('vendor', `${program} was killed (${killedBy}).`, { retryable: true })
  if (exitCode === undefined) throw notStarted(program, cause)
  return { stdout, stderr: Buffer.from(stderr).toString('utf8'), exitCode }
}

function notStarted(program: string, cause: unknown): Failure {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return missing
    ? new Failure('config', `${program} is not installed.`, { hint: 'Install what is missing with: ytdub setup', cause })
    : new Failure('config', `${program} could not be run.`, { hint: 'See what is wrong with: ytdub setup', cause })
}
