import { z } from '@hono/zod-openapi'
import { JOB_ID } from '../dub/job-id.ts'
import { parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import { bounded } from './bounded.ts'
import { isProperText } from './is-proper-text.ts'

/** Languages of one job; the database takes no more. */
export const MOST_LANGUAGES = 50

export const jobIdParam = z.object({
  id: z
    .string()
    .regex(JOB_ID)
    .openapi({ param: { in: 'path', name: 'id' }, example: 'job_0123456789ab' }),
})

/** BCP-47, brought to its one spelling. */
export const language = z
  .string()
  .max(35)
  .transform((text, context) => {
    try {
      return parseLanguage(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: Failure.from(error).message })
      return z.NEVER
    }
  })
  .openapi({ type: 'string', description: 'BCP-47, as es or pt-BR', example: 'es' })

export const languages = languageList(1)
/** None where it is not known yet. */
export const languagesToCome = languageList(0)

function languageList(fewest: number) {
  return bounded(z.array(language).min(fewest).max(MOST_LANGUAGES), MOST_LANGUAGES).refine(
    (tags) => new Set(tags).size === tags.length,
    'Name each language once.',
  )
}

/** A whole number of a query or a header, in plain digits. */
export function wholeNumber(fewest: number, most: number, usual: number) {
  const message = `It is a whole number from ${fewest} to ${most}.`
  return z
    .string(message)
    .regex(/^\d{1,16}$/, message)
    .transform(Number)
    .refine((given) => given >= fewest && given <= most, message)
    .default(usual)
    .openapi({ type: 'integer', minimum: fewest, maximum: most, default: usual })
}

/** What a person says. PostgreSQL keeps neither a NUL nor half of a surrogate pair. */
export function text(longest: number) {
  const message = 'It has a NUL, or half of a surrogate pair: send proper Unicode text.'
  return z.string().max(longest).refine(isProperText, message)
}

export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'It is a SHA-256 in lower-case hex digits.')
  .openapi({ description: 'SHA-256 of the file, 64 lower-case hex digits' })

const errorBody = z
  .object({
    error: z.string().openapi({ example: 'validation' }),
    message: z.string(),
    details: z
      .unknown()
      .optional()
      .openapi({ description: 'Of a validation: `[{field, message}]`, every field that is wrong' }),
  })
  .openapi('Error')

/** An answer in JSON, for a route's description. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

const MEANINGS = {
  400: 'Not understood; every field that is wrong is named in details',
  401: 'No access token, or one that is not good',
  403: 'The account is not known to the service',
  404: 'No such job, or another user’s',
  409: 'The job is not in a state for that',
  413: 'Larger or longer than is taken: a track, all languages of a job together, or a body',
  415: 'Not JSON, or a track that is no audio or video file',
  422: 'A track is not good: `unreadable_media`, `checksum_mismatch`, or `duration_mismatch` with `voice_duration` and `background_duration` in details',
  429: 'Too often, or over a quota; Retry-After says when to ask again',
  500: 'A fault of the service, which is written down; X-Request-Id names the question',
  503: 'Not possible now; try again',
} as const
type Status = keyof typeof MEANINGS

const retryAfter = z.object({
  'retry-after': z.int().openapi({ description: 'Seconds after which it may be asked again' }),
})
const HEADERS: { readonly [status in Status]?: z.ZodObject } = {
  401: z.object({ 'www-authenticate': z.string() }),
  429: retryAfter,
  503: retryAfter,
}

/** What may be wrong, for the description of a route that anybody may ask. */
export function openErrors(...statuses: readonly Status[]) {
  const all = [...new Set(statuses)].toSorted((a, b) => a - b)
  return Object.fromEntries(
    all.map((status) => {
      const headers = HEADERS[status]
      return [status, { ...json(errorBody, MEANINGS[status]), ...(headers && { headers }) }]
    }),
  )
}

/** The same where one signs in: who asks, how often and whether the service works is so for each. */
export function errors(...statuses: readonly Status[]) {
  return openErrors(...statuses, 401, 429, 500, 503)
}
