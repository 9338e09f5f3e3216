import { Failure, type FailureCode } from '../failure.ts'
import { refusalAnswer } from './answers.ts'

/** Longer answers than this are no words for a person. */
const LONGEST_DETAILS = 500

/** What a status other than 2xx means to a person. `statusOf` and `reasonOf` read back which it was. */
export function refusal(status: number, body: string): Failure {
  const told = toldIn(body)
  const [code, fallback, hint] = meaningOf(status)
  return new Failure(code, `${sentence(told?.message ?? fallback)}${detailsOf(told?.details)}`, {
    hint: hintFor(told) ?? hint,
    retryable: status === 429 || status >= 500,
    subject: `${SUBJECT}${status} ${told?.error ?? ''}`,
  })
}

/** The service cannot be reached, or does not answer in time. */
export function unreachable(url: string, cause: unknown): Failure {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError'
  const what = isLate ? 'does not answer in time' : 'cannot be reached'
  return new Failure('vendor', `The service at ${new URL(url).host} ${what}.`, {
    cause,
    hint: 'Check the network, and the setting apiUrl (YTDUB_API_URL). Run the same command again to go on.',
    retryable: true,
  })
}

/** An answer that is not what the API promises. */
export function notUnderstood(url: string, cause: unknown): Failure {
  return new Failure('vendor', `What answers at ${new URL(url).host} is not understood.`, {
    cause,
    hint: 'Check the setting apiUrl (YTDUB_API_URL), and whether this ytdub is as new as the service.',
  })
}

/** The HTTP status that a failure stands for; undefined where there was no answer. */
export function statusOf({ subject }: Pick<Failure, 'subject'>): number | undefined {
  return subject?.startsWith(SUBJECT) ? Number.parseInt(subject.slice(SUBJECT.length), 10) : undefined
}

/** The word that the API has for why; undefined where it said none. */
export function reasonOf({ subject }: Pick<Failure, 'subject'>): string | undefined {
  return (subject?.startsWith(SUBJECT) && subject.split(' ')[1]) || undefined
}

const SUBJECT = 'http-'

function toldIn(body: string) {
  try {
    return refusalAnswer.safeParse(JSON.parse(body)).data
  } catch {
    return undefined // A proxy's page: the status has to do.
  }
}

function meaningOf(status: number): readonly [FailureCode, string, string?] {
  switch (status) {
    case 401:
      return ['auth', 'The service does not know who is asking.', 'Sign in: ytdub login']
    case 403:
      return ['auth', 'The service refuses that to you.', 'Sign in as somebody who may: ytdub login']
    case 404:
      return ['input', 'The service has no such job.', 'See all jobs: ytdub jobs']
    case 409:
      return ['input', 'The job is not in a state for that.', 'See how it stands: ytdub jobs']
    case 413:
      return ['input', 'The recording is larger than the service takes.', 'Dub it here, without --remote.']
    case 415:
      return ['input', 'The service does not take files of this kind.', 'Name an audio or video file.']
    case 429:
      return ['vendor', 'The service is asked too often, or has too much to do for you.', 'Try again in a while.']
    default:
      return status >= 500
        ? ['vendor', `The service fails (${status}).`, 'Try again in a while: what is done is kept.']
        : ['input', `The service does not take that (${status}).`]
  }
}

function hintFor(told: ReturnType<typeof toldIn>): string | undefined {
  if (told?.error === 'duration_mismatch') return 'The background has to be as long as the voice track.'
  const { details } = told ?? {}
  const given = typeof details === 'object' && details !== null && 'hint' in details ? details.hint : undefined
  return typeof given === 'string' ? given : undefined
}

/** Figures and words that the message is about, such as two durations. Which fields are wrong it says itself. */
function detailsOf(details: unknown): string {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return ''
  const told = Object.entries(details)
    .filter(([name, value]) => !SAID.has(name) && ['number', 'string'].includes(typeof value))
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value}`)
  const text = told.join(', ')
  return text === '' || text.length > LONGEST_DETAILS ? '' : ` (${text})`
}

const SAID: ReadonlySet<string> = new Set(['track', 'hint'])

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
