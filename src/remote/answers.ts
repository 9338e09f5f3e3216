import { z } from 'zod'
import { JOB_ID } from '../dub/job-id.ts'
import { JOB_STATES, STAGES } from '../ports/jobs.ts'

/** What the service's API answers, as far as it is read here. What it says beyond that is left alone. */

const address = z.url({ protocol: /^https?$/ })
const jobId = z.string().regex(JOB_ID)
/** ISO 8601; null where it is none. */
const moment = z
  .string()
  .nullish()
  .transform((text) => (Number.isNaN(Date.parse(text ?? '')) ? null : Date.parse(text ?? '')))
const taskStates = JOB_STATES.filter((state) => state !== 'uploading')

const languageAnswer = z.object({
  languageCode: z.string(),
  status: z.enum(taskStates),
  stage: z.enum(STAGES),
  /** 0 … 100. */
  progress: z.number(),
  message: z.string(),
})

export const jobAnswer = z.object({
  id: jobId,
  status: z.enum(JOB_STATES),
  progress: z.number(),
  message: z.string(),
  /** Where it failed, in the words of `FailureCode`, or `cancelled`. */
  code: z.string().nullish(),
  languages: z.array(languageAnswer),
  createdAt: moment,
  updatedAt: moment,
})
export type JobAnswer = z.infer<typeof jobAnswer>

export const jobsAnswer = z.array(jobAnswer)

/** `voice_track` and `background_track` are URLs of an upload, with its token. */
export const uploadUrlsAnswer = z.object({
  job_id: jobId,
  upload_urls: z.object({ voice_track: address, background_track: address.nullish() }),
  voice_track_path: z.string(),
  background_track_path: z.string().nullish(),
})
export type UploadUrls = z.infer<typeof uploadUrlsAnswer>

export const submittedAnswer = z.object({ job_id: jobId })

const artifactAnswer = z.object({
  id: z.string(),
  language: z.string().nullable(),
  type: z.string(),
  /** Its path within the job's folder, as the service says it: not to be trusted. */
  file: z.string(),
  bytes: z.int().min(0),
  mime_type: z.string(),
  /** SHA-256. */
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
  url: address,
})
export type RemoteArtifact = z.infer<typeof artifactAnswer>

export const artifactsAnswer = z.object({ job_id: jobId, artifacts: z.array(artifactAnswer) })

export const purgedAnswer = z.object({
  jobs: z.int().min(0),
  artifacts: z.int().min(0),
  bytes: z.number().min(0),
  answers: z.int().min(0),
  // A service that is older does not say.
  blobs: z.int().min(0).default(0),
  blob_bytes: z.number().min(0).default(0),
})
export type PurgedAnswer = z.infer<typeof purgedAnswer>

/** Where that it was done is all there is to know. */
export const anyAnswer = z.unknown()

/** What the API says where it refuses. */
export const refusalAnswer = z.object({
  error: z.string(),
  message: z.string(),
  details: z.unknown().optional(),
})
