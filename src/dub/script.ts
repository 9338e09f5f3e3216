import { z } from 'zod'

const scriptLine = z.object({
  id: z.int().positive(),
  start: z.number(),
  end: z.number(),
  speaker: z.int().min(0),
  source: z.string(),
  translated: z.string(),
  text: z.string(),
  voice: z.string().min(1).optional(),
  take: z.int().min(1).optional(),
  approved: z.boolean().optional(),
  delivered: z.string().optional(),
})

/**
 * `script.json`: the lines in the target language, as delivered. `text` is what is spoken and may be edited;
 * `translated` is the translator's own wording, so that an edit is told from a translation that has since changed.
 * A person may add to a line: `voice`, for this line alone; `take`, another reading of the same words (from 2 on);
 * `approved`, so that its wording stays as it is. `delivered` is ytdub's own: the text as it last wrote it, where that is
 * not the translation, so that an edit here is told from one in `script.srt`. Times are seconds of the source.
 */
export const scriptSchema = z.object({
  script: z.literal(1),
  from: z.string(),
  language: z.string(),
  lines: z.array(scriptLine),
})

export type Script = z.infer<typeof scriptSchema>
export type ScriptLine = z.infer<typeof scriptLine>
