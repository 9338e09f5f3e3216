import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { JOB_ID } from '../../dub/job-id.ts'
import { type OpenedUpload, openUpload, reopenUpload } from '../../jobs/service/open-upload.ts'
import { LONGEST_NAME, wrongName } from '../../jobs/service/track-name.ts'
import { unservedFinder } from '../../jobs/service/unserved.ts'
import type { ApiEnv } from '../env.ts'
import { howDubbed, jobOptions, wishOf } from '../job-options.ts'
import { jsonOnly } from '../json-only.ts'
import type { ApiParts } from '../parts.ts'
import { unrefused } from '../problem.ts'
import { errors, json, languages, languagesToCome } from '../schemas.ts'
import { submissions } from '../submissions.ts'

const trackName = z
  .string()
  .superRefine((name, context) => {
    const message = wrongName(name)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })
  .openapi({ minLength: 1, maxLength: LONGEST_NAME, description: 'A file name alone' })
const jobId = z.string().regex(JOB_ID, 'It is no id of a job: job_ and 12 hex digits.')
const seconds = z.number().min(0)

const uploadAsked = z.strictObject({
  job_id: jobId.optional().openapi({
    description:
      'A job that still waits for its tracks: its URLs are made anew. The names have to be those that it was made with',
  }),
  languages: languagesToCome.openapi({
    description: 'What cannot be served is refused; none where it is not known yet',
  }),
  ...howDubbed,
  voice_track_name: trackName.openapi({ example: 'talk.mp3' }),
  background_track_name: trackName.nullish(),
  content_types: z.strictObject({ voice: z.string().max(200), background: z.string().max(200).nullish() }).optional(),
})

const urls = z.object({ voice_track: z.string(), background_track: z.string().optional() })
const uploadOpened = z
  .object({
    job_id: z.string(),
    upload_urls: urls.openapi({ description: 'PUT the file’s bytes there' }),
    upload_tokens: urls.openapi({ description: 'The same, for resumable uploads: send it as x-signature' }),
    voice_track_path: z.string(),
    background_track_path: z.string().optional(),
    expires_in: z.int().openapi({ description: 'Seconds that the URLs live at least' }),
  })
  .openapi('Upload')

const openRoute = createRoute({
  operationId: 'openUpload',
  method: 'post',
  path: '/api/jobs/upload-urls',
  tags: ['Jobs'],
  summary: 'Make a job, and URLs to upload its tracks to',
  security: [{ bearer: [] }],
  middleware: jsonOnly,
  request: { body: { required: true, content: { 'application/json': { schema: uploadAsked } } } },
  responses: { 200: json(uploadOpened, 'Where the tracks go'), ...errors(400, 403, 404, 409, 413, 415) },
})

const submitted = z.strictObject({
  job_id: jobId,
  voice_track_uploaded: z.literal(true, 'Upload the voice track first.'),
  background_track_uploaded: z.boolean().default(false),
  languages,
  voice_track_url: z.string().max(4096).nullish().openapi({ description: 'Not needed: the service knows it' }),
  background_track_url: z.string().max(4096).nullish(),
  voice_track_duration: seconds.nullish().openapi({ description: 'Seconds. The service measures it itself' }),
  background_track_duration: seconds.nullish(),
  options: jobOptions.prefault({}),
})

const submitRoute = createRoute({
  operationId: 'submitJob',
  method: 'post',
  path: '/api/jobs',
  tags: ['Jobs'],
  summary: 'Submit a job whose tracks are uploaded; repeating it is harmless',
  security: [{ bearer: [] }],
  middleware: jsonOnly,
  request: { body: { required: true, content: { 'application/json': { schema: submitted } } } },
  responses: {
    201: json(z.object({ job_id: z.string() }), 'It is submitted'),
    ...errors(400, 403, 404, 409, 413, 415, 422),
  },
})

/** Signed URLs are promised to live an hour. */
const AN_HOUR = 3600

/** How a job comes to be: its tracks are uploaded to storage, then it is submitted. */
export function addUploads(app: OpenAPIHono<ApiEnv>, parts: ApiParts): void {
  const unserved = unservedFinder(parts)
  const submit = submissions({ ...parts, unserved })
  app.openapi(openRoute, async (c) => {
    const asked = c.req.valid('json')
    const desk = { ...parts, jobs: c.var.jobs }
    const { engine, from } = asked
    const wish = wishOf(jobOptions.parse({ engine, from }), asked.languages)
    const refusal = await unserved(wish, engine === undefined)
    if (refusal) unrefused(refusal)
    const toCome = toOpen(asked, c.var.claims.sub)
    const opened = asked.job_id === undefined ? openUpload(toCome, desk) : reopenUpload(asked.job_id, toCome, desk)
    return c.json(openedView(unrefused(await opened)), 200)
  })
  app.openapi(submitRoute, async (c) => {
    const { job_id: job, languages: tags, options, background_track_uploaded: withBackground } = c.req.valid('json')
    const voice = { sha256: options.voice_track_sha256 }
    const background = withBackground ? { sha256: options.background_track_sha256 } : null
    const asked = { job, wish: wishOf(options, tags), edits: options.edits, voice, background }
    const asker = { user: c.var.claims.sub, jobs: c.var.jobs, left: c.req.raw.signal }
    return c.json({ job_id: unrefused(await submit(asked, asker)).job }, 201)
  })
}

function toOpen(asked: z.output<typeof uploadAsked>, owner: string) {
  const { background_track_name: music, content_types: types } = asked
  return {
    owner,
    languages: asked.languages,
    voice: { name: asked.voice_track_name, contentType: types?.voice },
    background: typeof music === 'string' ? { name: music, contentType: types?.background ?? undefined } : undefined,
  }
}

function openedView({ job, voice, background }: OpenedUpload): z.infer<typeof uploadOpened> {
  return {
    job_id: job,
    upload_urls: { voice_track: voice.url, ...(background && { background_track: background.url }) },
    upload_tokens: { voice_track: voice.token, ...(background && { background_track: background.token }) },
    voice_track_path: voice.path,
    ...(background && { background_track_path: background.path }),
    expires_in: AN_HOUR,
  }
}
