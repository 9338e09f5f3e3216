import { z } from 'zod'
import { AUDIO_FORMATS, type DubRequest, ENGINES, REGISTERS, SYNCS } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { ServiceJob } from '../../ports/service.ts'

/**
 * The request of a job, believed only after it has been read. Users can write to no row, and what the API writes was looked
 * at; but file names and language tags become parts of paths on a worker, and must lead nowhere even if that ever fails, or
 * if another version wrote them.
 * @throws {Failure} `input`, which names the field.
 */
export function checkRequest({ id, request }: Pick<ServiceJob, 'id' | 'request'>): DubRequest {
  const checked = requestSchema.safeParse(request)
  if (checked.success) return checked.data
  const where = checked.error.issues[0]?.path.join('.') || 'its top'
  throw new Failure('input', `The request of ${id} cannot be read (at ${where}).`, {
    hint: 'Submit it again as a new job.',
  })
}

const text = z.string().max(10_000)
const short = z.string().max(500)
/** A file name alone: no folders, no control characters. */
const fileName = z
  .string()
  .min(1)
  .max(255)
  .refine((name) => !/[/\\\p{Cc}]/u.test(name) && name !== '.' && name !== '..', 'it is no file name')
/** As much of BCP-47 as is needed to be sure that it is one plain word. */
const tag = z.string().regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/)
const provider = z.object({ id: short.regex(/^[\w.-]+$/), model: short, variant: short.exactOptional() })
const track = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  type: short,
  size: z.int().min(0),
  name: fileName,
})
const byLanguage = <Value extends z.ZodType>(value: Value) => z.record(short, value)

const term = z.object({
  term: text,
  translations: byLanguage(text),
  said: byLanguage(text),
  note: text.nullable(),
  row: z.int().exactOptional(),
})

const edit = z.object({
  source: text,
  text: text.trim().min(1).exactOptional(),
  voice: short.exactOptional(),
  take: z.int().min(1).exactOptional(),
  approved: z.boolean().exactOptional(),
})

const requestSchema = z.object({
  source: track,
  background: track.nullable(),
  from: tag.nullable(),
  languages: z.array(tag).min(1).max(50),
  engine: z.enum(ENGINES).exclude(['auto']),
  transcriber: provider,
  translator: provider,
  synthesizers: byLanguage(provider),
  voices: byLanguage(short),
  cast: byLanguage(z.array(short)),
  glossary: z.array(term).max(5000),
  register: z.enum(REGISTERS).nullable(),
  context: text.nullable(),
  format: z.enum(AUDIO_FORMATS),
  maxRate: z.number().min(1).max(2),
  strict: z.boolean(),
  sync: z.enum(SYNCS),
  keepOriginal: z.number().max(-12).nullable(),
  keepOriginalTrack: z.boolean(),
  multitrack: z.boolean(),
  burnCaptions: z.boolean(),
  youtube: z.boolean(),
  take: z.int().min(1),
  edits: byLanguage(z.record(z.string().regex(/^[1-9]\d{0,8}$/), edit)),
}) satisfies z.ZodType<DubRequest>
