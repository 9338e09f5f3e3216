import { z } from 'zod'

/** Everything in a manifest is in seconds, bytes and paths relative to the manifest's folder. */
const seconds = z.number().min(0)
const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const ARTIFACT_TYPES = [
  'full_mix',
  'voice_only',
  'captions_srt',
  'captions_vtt',
  'video',
  'video_captioned',
  'video_multitrack',
  'youtube_audio',
  'youtube_captions',
  'upload_guide',
  'script',
] as const
export type ArtifactType = (typeof ARTIFACT_TYPES)[number]

/** The files beside them that the service has of a job, whatever its languages: no manifest names these. */
export const JOB_FILE_TYPES = ['manifest', 'report', 'transcript', 'source_srt', 'source_vtt', 'other'] as const

const track = z.object({ file: z.string(), sha256: digest, bytes: z.int().min(0), duration: seconds })

const artifact = z.object({
  type: z.enum(ARTIFACT_TYPES),
  path: z.string(),
  sha256: digest,
  bytes: z.int().min(0),
  mime: z.string(),
  duration: seconds.nullable(),
})

const sync = z.object({
  overlap: seconds,
  lost: seconds,
  start_error: z.object({ mean: seconds, rms: seconds, p95: seconds, max: seconds }),
  end_error: z.object({ mean: seconds, rms: seconds }),
  rate: z.object({ min: z.number(), p95: z.number(), max: z.number(), rms_deviation: z.number() }),
  over_1_2: z.number().min(0).max(1),
  over_1_3: z.number().min(0).max(1),
  /** The change of rate between neighbouring lines of one speaker. */
  jump: z.object({ mean: z.number(), rms: z.number() }),
  /** Where the last clip ends against the end of the source, seconds. */
  end_minus_T: z.number(),
  rewritten: z.int().min(0),
  over_bound: z.array(z.int().positive()),
  /** The lines that are still too long, and by about how much at their natural rate. */
  shorten: z.array(z.object({ line: z.int().positive(), seconds, characters: z.int().min(0) })),
})

const loudness = z.object({ integrated_lufs: z.number().nullable(), true_peak_dbtp: z.number().nullable() })

/**
 * What one run asked of providers: a second run that recalls everything has made no calls and cost nothing. `total_usd`
 * alone is over all runs.
 */
const usage = z.object({
  stt_seconds: seconds,
  llm_input_tokens: z.int().min(0),
  llm_output_tokens: z.int().min(0),
  tts_characters: z.int().min(0),
  /** `failed`: asked in vain, also after all tries. */
  calls: z.object({ made: z.int().min(0), recalled: z.int().min(0), failed: z.int().min(0) }),
  usd: z.number().min(0),
  /** What all runs together that delivered, or were to deliver, to this folder have cost for this language so far. */
  total_usd: z.number().min(0),
  /** What this run was expected to cost when it began. */
  estimated_usd: z.number().min(0),
  prices_as_of: z.string(),
})

const provider = z.object({ id: z.string(), model: z.string(), variant: z.string().optional() })

const language = z.object({
  language: z.string(),
  status: z.enum(['complete', 'error']),
  /** Who speaks this language. */
  synthesizer: provider,
  /** In whose voice each speaker, from 1, is heard. */
  voices: z.array(z.object({ speaker: z.int().positive(), voice: z.string() })),
  lines: z.int().min(0),
  failed_lines: z.array(z.object({ line: z.int().positive(), reason: z.string() })),
  /** The lines that are heard in a person's own recordings; left out where there are none. */
  own_recordings: z.array(z.int().positive()).optional(),
  artifacts: z.array(artifact),
  sync: sync.nullable(),
  loudness: loudness.nullable(),
  usage,
  warnings: z.array(z.string()),
  error: z.string().optional(),
  /** What a person may do about it. */
  hint: z.string().optional(),
})

/** `manifest.json`, version 1: what was asked, what was delivered, how well it fits, what it cost. */
export const manifestSchema = z.object({
  manifest: z.literal(1),
  ytdub: z.string(),
  job: z.string(),
  status: z.enum(['complete', 'partial', 'error']),
  created: z.iso.datetime(),
  finished: z.iso.datetime(),
  source: track.extend({ language: z.string(), speakers: z.int().min(0), video: z.boolean() }),
  background: track.nullable(),
  engine: z.object({ name: z.string(), transcriber: provider, translator: provider, synthesizer: provider }),
  languages: z.array(language),
  /** Files of all languages together. */
  artifacts: z.array(artifact),
})

export type Manifest = z.infer<typeof manifestSchema>
export type ManifestLanguage = z.infer<typeof language>
export type ManifestArtifact = z.infer<typeof artifact>
export type SyncFigures = z.infer<typeof sync>
export type LoudnessFigures = z.infer<typeof loudness>
export type Usage = z.infer<typeof usage>
