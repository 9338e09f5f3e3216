import { dirname } from 'node:path'
import { loadConfigWith } from '../config.ts'
import type { Manifest } from '../dub/manifest.ts'
import { Failure } from '../failure.ts'
import type { HandedOver } from '../jobs/hand-over.ts'
import { submit } from '../jobs/submit.ts'
import { workOn } from '../jobs/work-on.ts'
import type { Job } from '../ports/jobs.ts'
import { limitsOf, named, type Said, wishOf } from '../wish.ts'
import { checkOptions } from './check-options.ts'
import type { DubEvent } from './events.ts'
import { eventFeed } from './feed.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { DubOptions } from './options.ts'
import { sharedApp } from './shared-app.ts'

/** How a job has ended that delivered something. */
export type DubResult = {
  /** The job's id, as `ytdub jobs` shows it. */
  readonly job: string
  /** `partial`: some languages failed, and the manifest says which and why. `reviewable`: stopped where `until` says. */
  readonly status: 'complete' | 'partial' | 'reviewable'
  /** Absolute path of the folder that was delivered to. */
  readonly folder: string
  /** As `manifest.json` in the folder has it; null where the job stopped to be looked over. */
  readonly manifest: Manifest | null
}

/** A job under way: a promise of how it ends, and all that it tells until then. */
export type DubJob = Promise<DubResult> &
  AsyncIterable<DubEvent> & {
    /** Begins nothing new, and finishes and keeps what is under way. The job then ends as `interrupted`. */
    readonly stop: () => void
  }

/**
 * Dubs a recording, as `ytdub dub` does, with the same settings, answers and files. Called again with the same options it
 * goes on where it was stopped, and finds done what is done. It writes to no stream, asks nobody, hears no signal and ends
 * no process.
 *
 * ```ts
 * const job = dub({ file: 'talk.mp3', languages: ['es'] })
 * for await (const event of job) if (event.event === 'task') show(event.language, event.progress)
 * const { status, manifest } = await job
 * ```
 * @throws {Failure} (rejects) with a `code`, a `message` and perhaps a `hint`, where nothing could be delivered.
 */
export function dub(options: DubOptions): DubJob {
  const feed = eventFeed()
  const stop = { requested: false }
  const result = dubAndTell(options, { stop, tell: feed.tell })
  return Object.assign(result, {
    stop: () => {
      stop.requested = true
    },
    [Symbol.asyncIterator]: () => feed.follow(result),
  })
}

type Around = { readonly stop: { readonly requested: boolean }; readonly tell: (event: DubEvent) => void }

async function dubAndTell(options: DubOptions, { stop, tell }: Around): Promise<DubResult> {
  await Promise.resolve() // Whoever follows from the start on hears all of it.
  checkOptions(options)
  const cut = new AbortController()
  let thrown: { readonly error: unknown } | undefined
  const emit = (event: DubEvent) => {
    tell(event)
    try {
      options.on?.(event)
    } catch (error) {
      thrown ??= { error }
      cut.abort()
    }
  }
  const signal = AbortSignal.any([cut.signal, ...(options.signal ? [options.signal] : [])])
  try {
    return await dubHere(options, { stop, emit, signal })
  } catch (error) {
    if (thrown) throw thrown.error
    const failure = Failure.from(error)
    const isStopped = options.signal?.aborted || (stop.requested && failure.code === 'interrupted')
    throw isStopped ? stopped(error) : failure
  }
}

function stopped(cause: unknown): Failure {
  const hint = 'Call dub() again with the same options to go on.'
  return new Failure('interrupted', 'Stopped. What was finished is kept.', { hint, cause })
}

type Control = Pick<Around, 'stop'> & { readonly emit: (event: DubEvent) => void; readonly signal: AbortSignal }

async function dubHere(options: DubOptions, { stop, emit, signal }: Control): Promise<DubResult> {
  signal.throwIfAborted()
  const config = named(options, await loadConfigWith(options.settings ?? {}))
  for (const message of config.warnings) emit({ event: 'notice', message })
  await using shared = await sharedApp(config)
  const { job, notice } = await submit({ ...wishOf(saidIn(options), config), file: options.file }, shared.app, signal)
  if (notice !== undefined) emit({ event: 'notice', message: notice })
  const control = { signal, stop, emit, limits: limitsOf(options, config) }
  const handed = await oneAtATime(job.id, () => workOn(job, shared.app, control))
  return resultOf(job, handed)
}

/** As flags have it: `es=celeste`. */
function saidIn({ voices, scripts, ...options }: DubOptions): Said {
  return { ...options, voices: pairs(voices), scripts: pairs(scripts) }
}

function pairs(named: DubOptions['voices'] = {}): string[] {
  return Object.entries(named).map(([name, value]) => `${name}=${value}`)
}

function resultOf({ id, request }: Job, { manifest, path, failures }: HandedOver): DubResult {
  if (failures.length === request.languages.length) throw nothingDone(manifest, failures[0] ?? 'vendor')
  if (manifest === null) {
    return { job: id, status: failures.length > 0 ? 'partial' : 'reviewable', folder: path, manifest }
  }
  return { job: id, status: failures.length > 0 ? 'partial' : 'complete', folder: dirname(path), manifest }
}

function nothingDone(manifest: Manifest | null, code: Failure['code']): Failure {
  const failed = manifest?.languages.filter(({ error }) => error !== undefined) ?? []
  const why = failed.map(({ language, error }) => `${language}: ${error}`).join(' ')
  return new Failure(code, `No language could be dubbed. ${why}`.trimEnd(), { hint: failed[0]?.hint })
}
