import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../clock.ts'
import { hasEnded } from '../dub/has-ended.ts'
import { Failure } from '../failure.ts'
import type { LanguageTask } from '../ports/jobs.ts'
import type { JobAnswer } from './answers.ts'
import type { ApiClient } from './api-client.ts'
import { pause, type Wait } from './ask.ts'
import { backoff } from './backoff.ts'
import { eventsIn, type ServerEvent } from './event-stream.ts'

/** What a job at the service tells whoever follows it: a part of what one here tells. */
export type RemoteEvent =
  | ({ readonly event: 'task'; readonly job: string } & LanguageTask)
  | { readonly event: 'warning'; readonly language: string | null; readonly message: string }

type Following = {
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly emit: (event: RemoteEvent) => void
  readonly wait?: Wait | undefined
}

/** Milliseconds without any answer of the service after which following is given up. The job goes on without it. */
const PATIENCE = 30 * 60_000
/** Streams that end without an event before the job is only asked after. */
const STREAMS = 3
/** Milliseconds between two questions after the job: events tell what has happened, but not how far it is. */
const BETWEEN = 3000
/** Milliseconds without a byte after which a stream counts as dead: the service is heard every fifteen seconds. */
const SILENCE = 35_000
/** Milliseconds that a service which cannot be reached has before it is told: most come back at once. */
const UNSAID = 5000

/**
 * Follows a job until it has ended. Server-sent events say when there is news, and the job itself what it is; where no
 * stream holds, it is only asked after. A network that drops is waited for.
 * @returns the job as it ended, well or not.
 */
export async function follow(api: ApiClient, id: string, following: Following): Promise<JobAnswer> {
  const { wait = pause } = following
  const over = new AbortController()
  const signal = AbortSignal.any([following.signal, over.signal])
  const look = watcher(api, id, following)
  let news = Promise.withResolvers<void>()
  const listening = listen(api, id, { signal, wait, ring: () => news.resolve() })
  try {
    while (true) {
      news = Promise.withResolvers() // What comes while the job is asked after is news again.
      const job = await look()
      if (hasEnded(job)) return job
      const tick = new AbortController()
      const enough = wait(BETWEEN, AbortSignal.any([signal, tick.signal]))
      await Promise.race([news.promise, enough]).finally(() => tick.abort())
    }
  } finally {
    over.abort()
    await listening
  }
}

type Listening = { readonly signal: AbortSignal; readonly wait: Wait; readonly ring: () => void }

/** Rings at each event, for as long as streams hold. What goes wrong with them, whoever asks after the job meets as well. */
async function listen(api: ApiClient, id: string, { signal, wait, ring }: Listening): Promise<void> {
  let after: string | undefined
  for (let dead = 0; dead < STREAMS; ) {
    let heard = false
    try {
      for await (const events of stream(api, id, after, signal)) {
        if (events.length === 0) continue
        heard = true
        after = events.findLast((event) => event.id !== undefined)?.id ?? after
        ring()
      }
      ring() // The service lets go of whoever follows a job that has ended.
    } catch {
      // Tried again below, unless it is over.
    }
    dead = heard ? 0 : dead + 1
    await wait(backoff(dead + 1), signal).catch(() => undefined)
    if (signal.aborted) return
  }
}

/** The events of one connection, as they come. Ends, or throws, where it breaks or falls silent. */
async function* stream(
  api: ApiClient,
  id: string,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly ServerEvent[]> {
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(), SILENCE)
  try {
    const { body } = await api.events(id, after, AbortSignal.any([signal, silent.signal]))
    if (body === null) return
    for await (const events of eventsIn(body)) {
      timer.refresh()
      yield events
    }
  } finally {
    clearTimeout(timer)
    silent.abort() // Whoever has heard enough hangs up.
  }
}

/** Asks after the job, for as long as there is hope, and tells what is new. */
function watcher(api: ApiClient, id: string, { signal, clock, emit, wait = pause }: Following) {
  const told = new Map<string, LanguageTask>()
  return async (): Promise<JobAnswer> => {
    const began = clock.now()
    let isSaid = false
    for (let tries = 1; ; tries += 1) {
      try {
        const job = await api.job(id, signal, 1) // Tried again here, where it is told.
        for (const task of job.languages.map((language) => taskOf(language, job))) {
          if (isDeepStrictEqual(told.get(task.language), task)) continue
          told.set(task.language, task)
          emit({ event: 'task', job: id, ...task })
        }
        return job
      } catch (error) {
        refuseToGoOn(error)
        const gone = clock.now() - began
        if (gone > PATIENCE) throw error
        const message = 'The service cannot be reached; the job goes on there. Trying again.'
        if (!isSaid && gone >= UNSAID) emit({ event: 'warning', language: null, message })
        isSaid ||= gone >= UNSAID
        await wait(backoff(tries), signal)
      }
    }
  }
}

/**
 * A language as a person is told of it. Until it is begun, it says what the whole job waits for or does: the recording is
 * heard once, for all of them. Once that is done, no language goes back behind it.
 */
function taskOf({ languageCode, ...told }: JobAnswer['languages'][number], job: JobAnswer): LanguageTask {
  const { status, stage, progress, message } = told
  const task = { language: languageCode, status, stage, progress, message }
  if (stage !== 'queued' || hasEnded(told)) return task
  if (job.status === 'processing') {
    return { ...task, status: 'processing', stage: 'stt', message: job.message || 'listening to what is said' }
  }
  const waiting = { ...task, message: message || job.message || 'waiting for a worker' }
  return job.status === 'generating' ? { ...waiting, stage: 'stt' } : waiting
}

/** Throws what no further try mends: that it was stopped, or is refused. */
function refuseToGoOn(error: unknown): void {
  if (!(error instanceof Failure && error.retryable)) throw error
}
