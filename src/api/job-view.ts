import { z } from '@hono/zod-openapi'
import { hasEnded } from '../dub/has-ended.ts'
import { JOB_STATES, STAGES } from '../ports/jobs.ts'
import type { ServiceArtifact, ServiceJob, ServiceTask } from '../ports/service.ts'
import { languageLabel } from './language-label.ts'

const moment = z.iso.datetime()
const progress = z.int().min(0).max(100)

const languageView = z
  .object({
    languageCode: z.string().openapi({ example: 'es' }),
    languageName: z.string().openapi({ example: 'Spanish' }),
    flag: z.string().openapi({ example: '🇪🇸' }),
    status: z.enum(JOB_STATES.filter((state) => state !== 'uploading')),
    stage: z.enum(STAGES),
    progress,
    message: z.string(),
    code: z.string().nullable().openapi({ description: 'Why it failed' }),
    estimatedTimeRemaining: z.int().optional().openapi({ description: 'Seconds' }),
    fileSize: z.int().optional().openapi({ description: 'Bytes of the full mix; left out in lists' }),
    downloadUrl: z.string().optional().openapi({ description: 'Path of this API that leads to the full mix' }),
  })
  .openapi('Language')

/** A job as it is answered. */
export const jobView = z
  .object({
    id: z.string().openapi({ example: 'job_0123456789ab' }),
    status: z.enum(JOB_STATES),
    progress,
    message: z.string(),
    code: z.string().nullable().openapi({
      description: 'Why it failed; `cancelled` where somebody cancelled it, `partial` where some languages failed',
    }),
    languages: z.array(languageView),
    totalLanguages: z.int(),
    completedLanguages: z.int(),
    duration: z.number().nullable().openapi({ description: 'Seconds of the recording' }),
    createdAt: moment,
    updatedAt: moment,
    startedAt: moment.openapi({ description: 'When its first language was begun; until then, when it was made' }),
    completedAt: moment.nullable().openapi({
      description: 'When it ended, well or not. Its tracks, artifacts and events are deleted 48 hours after that',
    }),
    estimatedCompletion: moment.optional(),
  })
  .openapi('Job')
type JobView = z.infer<typeof jobView>
type LanguageView = z.infer<typeof languageView>

/**
 * A job as a page shows it.
 * @param now ms since 1970
 * @param artifacts what there is to download; in lists nobody asks, and what is complete is taken to be there.
 */
export function viewOf(job: ServiceJob, now: number, artifacts?: readonly ServiceArtifact[]): JobView {
  const tasks = new Map(job.tasks.map((task) => [task.language, task]))
  const languages = job.languages.map((tag) => languageOf(tag, tasks.get(tag), { job, now, artifacts }))
  const starts = job.tasks.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]))
  const remaining = languages.flatMap(({ estimatedTimeRemaining: seconds }) => (seconds === undefined ? [] : [seconds]))
  return {
    id: job.id,
    status: job.status,
    progress: job.progress,
    message: job.message,
    code: job.code,
    languages,
    totalLanguages: languages.length,
    completedLanguages: languages.filter(({ status }) => status === 'complete').length,
    duration: job.duration,
    createdAt: isoOf(job.createdAt),
    updatedAt: isoOf(job.updatedAt),
    startedAt: isoOf(starts.length > 0 ? Math.min(...starts) : job.createdAt),
    completedAt: job.completedAt === null ? null : isoOf(job.completedAt),
    ...(remaining.length > 0 && { estimatedCompletion: isoOf(now + Math.max(...remaining) * 1000) }),
  }
}

type About = {
  readonly job: ServiceJob
  readonly now: number
  readonly artifacts: readonly ServiceArtifact[] | undefined
}

function languageOf(tag: string, task: ServiceTask | undefined, { job, now, artifacts }: About): LanguageView {
  const label = { languageCode: tag, ...languageLabel(tag) }
  if (!task) {
    const status = job.status === 'error' ? 'error' : 'pending'
    return { ...label, status, stage: 'queued', progress: 0, message: '', code: job.code }
  }
  const { status, stage, message, code } = task
  const seconds = secondsLeft(task, now)
  const mix = artifacts?.find(({ language, type }) => language === tag && type === 'full_mix')
  const isThere = status === 'complete' && (artifacts === undefined || mix !== undefined)
  return {
    ...label,
    status,
    stage,
    progress: task.progress,
    message,
    code,
    ...(seconds !== undefined && { estimatedTimeRemaining: seconds }),
    ...(isThere && mix && { fileSize: mix.bytes }),
    ...(isThere && { downloadUrl: `/api/jobs/${job.id}/download?lang=${tag}&type=full` }),
  }
}

/** At the pace so far. Undefined where there is no pace yet, and where the task has ended. */
function secondsLeft({ status, progress, startedAt }: ServiceTask, now: number): number | undefined {
  if (hasEnded({ status }) || startedAt === null || progress === 0) return undefined
  return Math.ceil((Math.max(0, now - startedAt) / 1000 / progress) * (100 - progress))
}

/** Times are answered in UTC. */
export function isoOf(at: number): string {
  return new Date(at).toISOString()
}
