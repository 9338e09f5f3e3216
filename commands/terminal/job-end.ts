import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { Failure } from '../../src/failure.ts'
import { FOR_REVIEW, NOT_ALL } from '../../src/jobs/for-review.ts'
import type { Context } from '../command.ts'
import { DONE, EXIT_CODES } from './exit-codes.ts'
import { failureCode } from './failure-code.ts'
import type { Progress } from './progress.ts'
import { forReview, summary } from './summary.ts'

/** A job that nobody works on any more, here or at the service. */
export type EndedJob = {
  readonly id: string
  readonly status: string
  readonly code: string | null
  readonly message: string
  /** Where it is delivered to; null where that is not known. */
  readonly folder: string | null
  /** The command that goes on with it. */
  readonly resume: string
  /** Said of one that is done where there is no manifest here. */
  readonly elsewhere: string
}

/**
 * Tells how a job has ended, as `ytdub dub` would.
 * @returns the exit code that it would have.
 * @throws {Failure} what it failed with, or that it was interrupted, unless that has been told.
 */
export async function tellEnd(job: EndedJob, progress: Progress, context: Context): Promise<number> {
  const { streams, manner, config } = context
  const failure = failureOf(job)
  const found = job.folder === null ? undefined : await manifestOf(job.id, job.folder)
  // One that tells of success was delivered by a run before this one.
  const manifest = failure && found?.status !== 'error' ? undefined : found
  const path = manifest && job.folder !== null ? join(job.folder, 'manifest.json') : null
  const status = failure ? 'error' : statusOf(job)
  progress.show({ event: 'job-finished', job: job.id, status, manifest: path })
  progress.end()
  if (failure && !manifest) {
    if (!progress.failed(failure, job.id)) throw failure
    return EXIT_CODES[failure.code]
  }
  if (!manner.json && !manner.quiet) {
    const review = { until: 'translate', resume: job.resume, failed: 0 } as const
    if (status === 'reviewable') streams.out(forReview(job.folder ?? '', config.folder, review))
    else streams.out(manifest && path ? summary(manifest, path, config.folder, streams) : `${job.elsewhere}\n`)
  }
  if (failure) return EXIT_CODES[failure.code]
  return status === 'partial' ? EXIT_CODES.partial : DONE
}

/** The manifest that this job has delivered; another's is none of it. */
export async function manifestOf(id: string, folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { data } = manifestSchema.safeParse(JSON.parse(text))
    return data?.job === id ? data : undefined
  } catch {
    return undefined // Damaged, or no manifest at all: what is written down of the job has to do.
  }
}

function failureOf({ status, code, message, resume, id }: EndedJob): Failure | undefined {
  const hint = `To go on: ${resume}`
  if (status === 'complete' || message === FOR_REVIEW) return undefined
  if (message === NOT_ALL) return new Failure('partial', `Of job ${id}, ${message}.`, { hint })
  if (status !== 'error')
    return new Failure('interrupted', `Job ${id} was interrupted. What was finished is kept.`, { hint })
  const known = failureCode(code)
  if (known === 'interrupted') return new Failure(known, `Job ${id} was cancelled.`, { hint })
  return new Failure(known, `Job ${id} failed: ${message}`, { hint: `To try again: ${resume}` })
}

function statusOf({ status, code }: EndedJob): 'complete' | 'partial' | 'reviewable' {
  if (status !== 'complete') return 'reviewable'
  return code === 'partial' ? 'partial' : 'complete'
}
