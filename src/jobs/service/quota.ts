import type { ServiceUser } from '../../ports/service.ts'
import type { Refusal } from './refusal.ts'

/** What a user may ask of the service. */
export type ServiceLimits = {
  /** Bytes of one track. */
  readonly trackBytes: number
  /** Seconds of one recording. */
  readonly trackSeconds: number
  /** Jobs of one user that have not ended. */
  readonly activeJobs: number
  /** Seconds that one user has dubbed in 24 hours: those of each recording, once for each language. */
  readonly secondsADay: number
}

/** @returns why a user may not have so much more: jobs beside those that have not ended, seconds beside today's. */
export function overQuota(
  user: Pick<ServiceUser, 'activeJobs' | 'secondsToday'>,
  limits: Pick<ServiceLimits, 'activeJobs' | 'secondsADay'>,
  more: { readonly jobs: number; readonly seconds: number },
): Refusal | undefined {
  if (user.activeJobs + more.jobs > limits.activeJobs) {
    return {
      refused: 'quota_exceeded',
      message: `${user.activeJobs} jobs have not ended; ${limits.activeJobs} may be under way at once. Wait for one, or cancel or delete one.`,
      details: { quota: 'active_jobs', limit: limits.activeJobs, used: user.activeJobs },
      retryAfter: 60,
    }
  }
  if (user.secondsToday + more.seconds <= limits.secondsADay) return undefined
  return {
    refused: 'quota_exceeded',
    message: `${minutes(user.secondsToday)} were submitted in the last 24 hours, of ${minutes(limits.secondsADay)}; this one has ${minutes(more.seconds)}, all languages together.`,
    details: { quota: 'seconds_a_day', limit: limits.secondsADay, used: user.secondsToday, asked: more.seconds },
    retryAfter: 3600,
  }
}

/** @returns why this recording can never be dubbed into so many languages at once, whatever else was submitted. */
export function overAnyDay(
  { duration, languages }: { readonly duration: number; readonly languages: number },
  { secondsADay: limit }: Pick<ServiceLimits, 'secondsADay'>,
): Refusal | undefined {
  const asked = duration * languages
  if (asked <= limit) return undefined
  const most = Math.floor(limit / duration)
  const [length, all] = [Math.ceil(duration), Math.ceil(asked)]
  const what = `A recording of ${length} s in ${counted(languages)} has ${all} s; a user may submit ${limit} s in 24 hours.`
  const mend = most === 0 ? 'Upload a shorter one.' : `Name ${counted(most)} at most.`
  const details = { quota: 'seconds_a_day', limit, asked, most_languages: most }
  return { refused: 'too_much', message: `${what} ${mend}`, details }
}

function counted(languages: number): string {
  return `${languages} language${languages === 1 ? '' : 's'}`
}

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`
}
