import { z } from 'zod'

const scriptLine = z.object({
  id: z.int().positive(),
  start: z.number(),
  end: z.number(),
  speaker: z.int().min(0),
  source: z.string(),
  translated: z.string(),
  text: z.string(),
})

/**
 * `script.json`: the lines in the target language, as delivered. `text` is what is spoken and may be edited;
 * `translated` is the translator's own wording, so that an edit is told from a translation that has since changed.
 * Times are seconds of the source.
 */
export const scriptSchema = z.object({
  script: z.literal(1),
  from: z.string(),
  language: z.string(),
  lines: z.array(scriptLine),
})

export type Script = z.infer<typeof scriptSchema>
export type ScriptLine = z.infer<typeof scriptLine>
