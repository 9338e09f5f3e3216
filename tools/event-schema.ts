import { z } from 'zod'
import type { BatchJsonEvent } from '../commands/terminal/batch-json.ts'
import type { JsonEvent } from '../commands/terminal/json-event.ts'
import type { Units } from '../src/dub/prices.ts'
import { summarySchema } from '../src/dub/summary.ts'
import type { FailureCode } from '../src/failure.ts'
import { JOB_STATES, STAGES } from '../src/ports/jobs.ts'

const count = z.int().min(0)
const usd = z.number().min(0).optional().describe('Left out where the price is not known.')
const language = z.string().nullable().describe('BCP-47; null where it serves all languages.')
const job = z.string().describe('job_ and 12 hex digits')

const codes = {
  internal: true,
  usage: true,
  config: true,
  input: true,
  auth: true,
  vendor: true,
  partial: true,
  budget: true,
  interrupted: true,
  lost: true,
} satisfies Record<FailureCode, true>
const code = z.enum(Object.keys(codes) as FailureCode[])

const units = z.object({
  stt_seconds: z.number().optional(),
  llm_input_tokens: z.number().optional(),
  llm_cached_tokens: z.number().optional(),
  llm_output_tokens: z.number().optional(),
  tts_characters: z.number().optional(),
  tts_text_tokens: z.number().optional(),
  tts_written_tokens: z.number().optional(),
  tts_audio_tokens: z.number().optional(),
} satisfies Record<keyof Units, unknown>)
const by = z.object({ id: z.string(), model: z.string(), variant: z.string().optional() })
const paid = z.object({ by, units, usd }).optional().describe('Left out where no provider was asked.')

const step = {
  stage: z.string(),
  key: z.string().describe('The fingerprint of the step’s question.'),
  language,
  line: z.int().positive().nullable().describe('Null where it is not about one line.'),
}

const call = z.object({
  language,
  stage: z.enum(['transcribe', 'translate', 'speak']),
  by,
  made: count.describe('Calls that have to be made.'),
  recalled: count,
  units,
  usd,
})

const file = z.string().describe('As it was named, or found.')

/** An event of a job. In a batch each says which file it is of. */
function ofJob<const Name extends string, Shape extends z.ZodRawShape>(event: Name, shape: Shape) {
  return z.object({ event: z.literal(event), ...shape, file: file.optional() })
}

const jobEvents = [
  ofJob('job-started', { job, languages: z.array(z.string()).readonly(), folder: z.string() }),
  ofJob('job-waiting', { job, holder: z.string() }),
  ofJob('blob-lost', { job, digest: z.string() }),
  ofJob('estimated', { estimate: z.object({ calls: z.array(call).readonly(), exact: z.boolean() }) }),
  ofJob('stage', { language, stage: z.enum(STAGES), done: count, total: count }),
  ofJob('task', {
    job,
    language: z.string(),
    status: z.enum(JOB_STATES).exclude(['uploading']),
    stage: z.enum(STAGES),
    progress: z.number().min(0).max(100),
    message: z.string(),
  }),
  ofJob('step-started', step),
  ofJob('step-progress', { ...step, fraction: z.number().min(0).max(1) }),
  ofJob('step-made', { ...step, ms: z.number().min(0), paid }),
  ofJob('step-recalled', {
    ...step,
    call: z.boolean().describe('Whether a provider would have been asked.'),
    worth: paid.describe('What it cost when it was worked out; nothing is paid for it now.'),
  }),
  ofJob('step-failed', { ...step, code, reason: z.string(), paid }),
  ofJob('warning', { language, message: z.string() }),
  ofJob('job-finished', {
    job,
    status: z
      .enum(['complete', 'partial', 'error', 'reviewable', 'pending'])
      .describe('pending: the service has it, and it is not waited for (--no-wait).'),
    manifest: z.string().nullable().describe('Absolute path; null where there was nothing to deliver.'),
  }),
] as const

const pace = {
  bytes: count.describe('So many are there.'),
  total: count,
  bytes_per_second: z.number().min(0).nullable().describe('Null until it can be told.'),
  seconds_left: z.number().min(0).nullable().describe('Null until it can be told.'),
}

const { status, totals, files } = summarySchema.shape

/** A line that `ytdub dub --json` or `ytdub batch --json` writes, by its `event`. */
export const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('notice'), message: z.string() }),
  z.object({ event: z.literal('upload-progress'), file: z.string().describe('Its name.'), ...pace }),
  z.object({
    event: z.literal('download-progress'),
    files: count.describe('Whole ones.'),
    total_files: count,
    ...pace,
  }),
  ...jobEvents,
  z.object({ event: z.literal('batch-started'), files: z.array(file).readonly(), at_once: z.int().positive() }),
  z.object({ event: z.literal('file-started'), file }),
  z.object({ event: z.literal('file-waiting'), file, same: file }),
  files.element.extend({ event: z.literal('file-finished') }),
  z.object({
    event: z.literal('batch-finished'),
    status,
    totals,
    summary: z.string().nullable().describe('Absolute path; null where it could not be written.'),
  }),
  z.object({ event: z.literal('error'), code, message: z.string(), hint: z.string().optional() }),
])

type Written = JsonEvent | BatchJsonEvent

/** Whether every event that is written fits the schema, and whether it has none that never is: a test has them be true. */
export type EventsFit = [
  Written extends z.infer<typeof eventSchema> ? true : false,
  z.infer<typeof eventSchema>['event'] extends Written['event'] ? true : false,
]
