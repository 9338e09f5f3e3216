import { z } from 'zod'

const seconds = z.number().min(0)
const usd = z.number().min(0)

/**
 * What became of a file or language. `reviewable`: as far as `--until` asked. `pending`: not begun, or stopped; the same
 * command goes on with it.
 */
const status = z.enum(['complete', 'partial', 'error', 'reviewable', 'pending'])

const language = z.object({
  language: z.string(),
  status,
  /** From the file's start in this run until this language was done, or could not be. */
  seconds,
  /** What this run has paid for it. What serves all languages is counted with the first. */
  usd,
  /** What all runs have. */
  total_usd: usd,
  warnings: z.array(z.string()),
  /** Its folder, absolute. */
  where: z.string(),
  error: z.string().optional(),
})

const file = z.object({
  /** As it was named, or found. */
  file: z.string(),
  job: z.string().nullable(),
  status,
  seconds,
  usd,
  /** The folder of all its languages, absolute. */
  where: z.string(),
  /** Absolute; null where nothing was delivered by this run. */
  manifest: z.string().nullable(),
  languages: z.array(language),
  /** Why there is nothing, or not all. */
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
})

const count = z.int().min(0)

/** `summary.json`, version 1: what became of every file of a batch, and what it took. Times are of this run. */
export const summarySchema = z.object({
  summary: z.literal(1),
  ytdub: z.string(),
  /** `pending`: files are left, since it was stopped. */
  status,
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  totals: z.object({
    files: count,
    complete: count,
    partial: count,
    error: count,
    reviewable: count,
    pending: count,
    seconds,
    usd,
    total_usd: usd,
    warnings: count,
  }),
  files: z.array(file),
})

export type Summary = z.infer<typeof summarySchema>
export type SummaryFile = z.infer<typeof file>
export type SummaryLanguage = z.infer<typeof language>
export type SummaryStatus = z.infer<typeof status>
