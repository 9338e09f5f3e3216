import type { HeardJob } from '../ports/remote-jobs.ts'
import type { JobAnswer } from './answers.ts'

/** What an answer of the API says of a job, for what is remembered of it. */
export function heardOf({ id, status, code, progress, message, languages, createdAt, updatedAt }: JobAnswer): HeardJob {
  return {
    id,
    status,
    code: code ?? null,
    progress,
    message,
    tasks: languages.map(({ languageCode, ...task }) => ({
      language: languageCode,
      status: task.status,
      stage: task.stage,
      progress: task.progress,
      message: task.message,
    })),
    createdAt,
    updatedAt,
  }
}
