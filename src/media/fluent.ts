import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import type { FfmpegCommand } from 'fluent-ffmpeg'
import { Failure } from '../failure.ts'

/** Chunks of an input that are asked for before ffmpeg has read those before them. */
const AHEAD = 8
/** So many of an input's last chunks may still be waiting to be read; those before them may be written over. */
export const CHUNKS_UNDER_WAY = AHEAD + 3

export type FluentInput = { readonly options: readonly string[]; readonly source: string | AsyncIterable<Uint8Array> }
export type FluentOutput = { readonly options: readonly string[]; readonly target: string | ((chunk: Buffer) => void) }

export type FluentRun = {
  readonly inputs: readonly FluentInput[]
  readonly outputs: readonly FluentOutput[]
  readonly signal: AbortSignal
  /** Called with each line that ffmpeg writes to standard error. */
  readonly onLine: (line: string) => void
}

/**
 * Runs ffmpeg once, to its end, through fluent-ffmpeg, and tells whether it ended well. When this returns or throws,
 * the process is gone: nothing is still written to an output.
 * @throws {Failure} `interrupted` where the signal cut it off, `config` where it could not be started, `vendor` where
 * it was killed. What an input's iterable throws comes through as it is.
 */
export async function runFluent(program: string, { inputs, outputs, signal, onLine }: FluentRun): Promise<boolean> {
  const { default: fluent } = await import('fluent-ffmpeg')
  if (signal.aborted) throw stopped(signal.reason)
  const command = fluent()
  // Options must come as several arguments: as a list, or a single one, they would be taken apart at spaces.
  const sources = inputs.map(({ options, source }) => addInput(command, options, source))
  for (const { options, target } of outputs) command.output(targetOf(target)).outputOptions(...options)
  const started = startsAs(command, program)
  const ended = new Promise<RunError | undefined>((resolve) => {
    command.on('stderr', onLine).on('error', resolve)
    command.on('end', () => resolve(undefined)).run()
  })
  const child = await started
  const cut = () => kill(child)
  signal.addEventListener('abort', cut, { once: true })
  if (signal.aborted) cut()
  const closed = child.pid === undefined ? undefined : once(child, 'close')
  try {
    const error = await ended
    // fluent-ffmpeg says so before the process is gone, and with SIGTERM ffmpeg would first finish the file.
    if (error) cut()
    await closed
    return verdict(error, child, signal)
  } finally {
    signal.removeEventListener('abort', cut)
    for (const source of sources) source?.destroy()
  }
}

type RunError = Error & { readonly inputStreamError?: unknown }

type SpawnEnd = (error: Error | null, stdout?: Ring, stderr?: Ring) => void
type Ring = { get(): string }

/** What fluent-ffmpeg calls on itself between `run()` and the process. */
type Inside = {
  _getFfmpegPath(found: (error: null, path: string) => void): void
  _checkCapabilities(checked: (error: null) => void): void
  availableEncoders(known: (error: null, encoders: object) => void): void
  _spawnFfmpeg(
    args: string[],
    options: object,
    running: (child: ChildProcess, stdout: Ring, stderr: Ring) => void,
    end: SpawnEnd,
  ): void
}

/** Bends one command, and no other, to our will, and promises its process. */
function startsAs(command: FfmpegCommand, program: string): Promise<ChildProcess> {
  const inside = command as unknown as Inside
  const spawn = inside._spawnFfmpeg.bind(command)
  // Its own setter keeps the path for the whole process, whichever command it is called on.
  inside._getFfmpegPath = (found) => found(null, program)
  // It would run `ffmpeg -formats` and `ffmpeg -encoders` first, and misreads what newer ones answer.
  inside._checkCapabilities = (checked) => checked(null)
  inside.availableEncoders = (known) => known(null, {})
  return new Promise((resolve) => {
    inside._spawnFfmpeg = (args, options, running, end) =>
      spawn(
        args,
        // A group of its own: Ctrl-C in a terminal goes to every process of the group in front, and would cut ffmpeg
        // off in the middle of a file. It goes to ytdub alone, which decides what is finished first.
        { ...options, detached: true },
        (child, stdout, stderr) => {
          resolve(child)
          running(child, stdout, stderr)
        },
        // Where the process could not be started it is called without the rings, and would read from them.
        (error, stdout = EMPTY, stderr = EMPTY) => end(error, stdout, stderr),
      )
  })
}

const EMPTY: Ring = { get: () => '' }

function addInput(
  command: FfmpegCommand,
  options: readonly string[],
  source: string | AsyncIterable<Uint8Array>,
): Readable | undefined {
  // In object mode it is chunks that are counted. Some in store keep ffmpeg at work while the process has its hands full.
  const stream =
    typeof source === 'string' ? undefined : Readable.from(source, { objectMode: true, highWaterMark: AHEAD })
  command.input(stream ?? (source as string)).inputOptions(...options)
  return stream
}

function targetOf(target: string | ((chunk: Buffer) => void)): string | Writable {
  if (typeof target === 'string') return target
  return new Writable({
    // fluent-ffmpeg takes a closed output for a broken one, and kills ffmpeg 20 ms later.
    autoDestroy: false,
    emitClose: false,
    write(chunk, _encoding, written) {
      target(chunk as Buffer)
      written()
    },
  })
}

function verdict(error: RunError | undefined, child: ChildProcess, signal: AbortSignal): boolean {
  if (!error) return true
  if (signal.aborted) throw stopped(signal.reason)
  if (error.inputStreamError !== undefined) throw error.inputStreamError
  if (child.pid === undefined) {
    const hint = 'See what is wrong with: ytdub setup'
    throw new Failure('config', 'ffmpeg could not be started.', { hint, cause: error })
  }
  if (child.signalCode) {
    const hint = child.signalCode === 'SIGKILL' ? NO_MEMORY : undefined
    throw new Failure('vendor', `ffmpeg was killed (${child.signalCode}).`, { hint, retryable: true, cause: error })
  }
  return false
}

const NO_MEMORY =
  'The system does so where memory runs out: free some, and run the same command again. What is done is kept.'

/** The whole group: a configured ffmpeg may be a script that starts another program. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: it has just ended by itself.
  }
}

function stopped(cause: unknown): Failure {
  return new Failure('interrupted', 'Stopped.', { cause })
}
