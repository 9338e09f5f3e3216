import { closeSync, openSync, writeSync } from 'node:fs'
import { Failure } from '../../src/failure.ts'
import type { JobEvent } from '../../src/jobs/events.ts'
import type { Progress } from './progress.ts'

/** What happened, with ids, digests, durations and sums; never what people say, where their files lie, or keys. */
export type LogEntry = { readonly event: string } & { readonly [name: string]: unknown }

export type Log = Disposable & { readonly write: (entry: LogEntry) => void }

type Around = {
  /** ms since 1970. */
  readonly now: () => number
  /** Tells a person, once, that nothing more can be written. */
  readonly say: (text: string) => void
}

/**
 * Appends to a file that only its owner can read, a line of JSON for each entry, with the time before it. Several
 * processes may write to one file: each line is written at once.
 * @throws {Failure} `config`, where it cannot be opened.
 */
export function openLog(path: string, { now, say }: Around): Log {
  const file = opened(path)
  let isOpen = true
  return {
    write({ event, ...told }) {
      if (!isOpen) return
      const line = `${JSON.stringify({ time: new Date(now()).toISOString(), pid: process.pid, event, ...told })}\n`
      try {
        writeSync(file, line)
      } catch {
        isOpen = false // A log is no reason to stop work that is paid for.
        say(`Note: the log file ${path} cannot be written any more.\n`)
      }
    },
    [Symbol.dispose]() {
      isOpen = false
      closeSync(file)
    },
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'a', 0o600)
  } catch (cause) {
    throw new Failure('config', `The log file ${JSON.stringify(path)} cannot be written.`, {
      cause,
      hint: 'Name another one: --log-file FILE',
    })
  }
}

/** The same progress, written down too. */
export function logged(progress: Progress, log: Pick<Log, 'write'>): Progress {
  const write = jobLog(log)
  return {
    ...progress,
    show(event) {
      write(event)
      progress.show(event)
    },
  }
}

/** Writes down what one job tells, each time with the job's id. */
export function jobLog({ write }: Pick<Log, 'write'>): (event: JobEvent) => void {
  let job: string | undefined
  const stages = new Map<string, string>()
  return (event) => {
    if ('job' in event) job = event.job
    if (event.event === 'task') {
      if (stages.get(event.language) === event.stage) return
      stages.set(event.language, event.stage)
    }
    const entry = entryOf(event)
    if (entry) write({ ...entry, job })
  }
}

/** What of an event is no text: reasons and warnings may quote. Undefined where it tells nothing that others do not. */
function entryOf(event: JobEvent): LogEntry | undefined {
  switch (event.event) {
    case 'job-started': {
      const { job, languages } = event
      return { event: event.event, job, languages }
    }
    case 'job-waiting':
    case 'blob-lost':
      return event
    case 'job-finished': {
      const { job, status } = event
      return { event: event.event, job, status }
    }
    case 'step-made':
    case 'step-recalled':
      return event
    case 'step-failed': {
      const { reason: _reason, ...told } = event
      return told
    }
    case 'warning':
      return { event: event.event, language: event.language }
    case 'estimated': {
      const usd = event.estimate.calls.reduce((sum, call) => sum + (call.usd ?? 0), 0)
      return { event: event.event, usd, exact: event.estimate.exact }
    }
    case 'task': {
      const { message: _message, ...told } = event
      return told
    }
    case 'stage':
    case 'step-started':
    case 'step-progress':
      return undefined
  }
}
