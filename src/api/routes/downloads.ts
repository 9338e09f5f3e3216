import { basename } from 'node:path/posix'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { hasEnded } from '../../dub/has-ended.ts'
import { ARTIFACT_TYPES, JOB_FILE_TYPES } from '../../dub/manifest.ts'
import { NO_SUCH_JOB } from '../../jobs/service/refusal.ts'
import type { ServiceArtifact } from '../../ports/service.ts'
import type { ApiEnv } from '../env.ts'
import { isoOf } from '../job-view.ts'
import type { ApiParts } from '../parts.ts'
import { problem, unrefused } from '../problem.ts'
import { errors, jobIdParam, json, language } from '../schemas.ts'

/** Short words for what is asked for most. */
const SHORT = { full: 'full_mix', voice: 'voice_only', captions: 'captions_srt' } as const
/** What a job may have one of for all its languages together. */
const SHARED = [...JOB_FILE_TYPES, 'video_multitrack', 'upload_guide'] as const
const WORDS = [...new Set([...(Object.keys(SHORT) as (keyof typeof SHORT)[]), ...ARTIFACT_TYPES, ...SHARED])] as const

const asked = z
  .object({
    lang: language.optional().openapi({ param: { in: 'query', name: 'lang' }, type: 'string', example: 'es' }),
    type: z
      .enum(WORDS)
      .optional()
      .openapi({
        description: `Of one language, which is named with it, or of all together: ${SHARED.join(', ')}`,
      }),
    redirect: z.enum(['true', 'false']).default('true').openapi({ description: 'false: answer the URL instead' }),
  })
  .refine(({ lang, type }) => type === undefined || lang !== undefined || isShared(type), {
    path: ['lang'],
    message: 'Name the language as well.',
  })

function isShared(type: string): boolean {
  return SHARED.some((each) => each === type)
}

const artifactView = z
  .object({
    id: z.string(),
    language: z.string().nullable().openapi({ description: 'Null for files of all languages' }),
    type: z.string(),
    file: z.string().openapi({ description: 'Path within the job’s folder', example: 'es/talk-es.srt' }),
    bytes: z.int(),
    mime_type: z.string(),
    checksum: z.string().openapi({ description: 'SHA-256' }),
    created_at: z.iso.datetime(),
    url: z.string(),
    expires_at: z.iso.datetime(),
  })
  .openapi('Artifact')
const signed = z.object({ url: z.string(), expires_at: z.iso.datetime() })
const all = z.object({ job_id: z.string(), artifacts: z.array(artifactView) })

const downloadRoute = createRoute({
  operationId: 'downloadFiles',
  method: 'get',
  path: '/api/jobs/{id}/download',
  tags: ['Jobs'],
  summary: 'Download a file, or, without type, list all files with URLs to download them',
  security: [{ bearer: [] }],
  request: { params: jobIdParam, query: asked },
  responses: {
    200: json(z.union([all, signed]), 'URLs to download from'),
    302: { description: 'To the file', headers: z.object({ location: z.string() }) },
    ...errors(400, 404, 409),
  },
})

/** No URL of storage lives for longer. */
const A_WEEK = 7 * 24 * 3600

/** Artifacts, by way of signed URLs: the bytes come from storage. */
export function addDownloads(app: OpenAPIHono<ApiEnv>, { objects, clock, limits }: ApiParts): void {
  const seconds = Math.min(limits.downloadSeconds, A_WEEK)
  const expiry = () => isoOf(clock.now() + seconds * 1000)
  app.openapi(downloadRoute, async (c) => {
    const { lang, type, redirect } = c.req.valid('query')
    const job = unrefused((await c.var.jobs.find(c.req.valid('param').id)) ?? NO_SUCH_JOB)
    const there = await c.var.jobs.artifacts(job.id)
    if (type === undefined) {
      const wanted = there.filter(({ language: tag }) => lang === undefined || tag === lang)
      const expires_at = expiry()
      const files = wanted.map(({ path, file }) => ({ path, downloadAs: basename(file) }))
      const urls = await objects.downloadUrls(files, seconds)
      // What is deleted at this moment is left out.
      const artifacts = wanted.flatMap((artifact, index) => {
        const url = urls[index]
        return url === undefined ? [] : [{ ...viewOf(artifact), url, expires_at }]
      })
      return c.json({ job_id: job.id, artifacts }, 200)
    }
    const full = type in SHORT ? SHORT[type as keyof typeof SHORT] : type
    const artifact = ofType(full, lang, there) ?? notThere(job.status)
    const expires_at = expiry()
    const answer = { url: await objects.downloadUrl(artifact.path, seconds, basename(artifact.file)), expires_at }
    return redirect === 'false' ? c.json(answer, 200) : c.redirect(answer.url, 302)
  })
}

/** The language's own, else what there is for all of them together. */
function ofType(
  type: string,
  lang: string | undefined,
  there: readonly ServiceArtifact[],
): ServiceArtifact | undefined {
  const all = there.filter((each) => each.type === type)
  return all.find(({ language: tag }) => tag === (lang ?? null)) ?? all.find(({ language: tag }) => tag === null)
}

function viewOf({ id, language: tag, type, file, bytes, mime, checksum, createdAt }: ServiceArtifact) {
  return { id, language: tag, type, file, bytes, mime_type: mime, checksum, created_at: isoOf(createdAt) }
}

function notThere(status: string): never {
  if (hasEnded({ status })) {
    throw problem(404, {
      error: 'not_found',
      message: 'There is no such file. Files are deleted some time after completion.',
    })
  }
  throw problem(409, { error: 'not_ready', message: `The job is not done: ${status}.` })
}
