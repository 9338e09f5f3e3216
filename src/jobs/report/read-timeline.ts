import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const waveform = z.object({ seconds: z.number(), peaks: z.string() }).nullable()

const timelineSchema = z.object({
  duration: z.number(),
  paces: z.array(z.string()),
  source: waveform,
  languages: z.array(
    z.object({ language: z.string(), waveform, lines: z.array(z.array(z.number())), complete: z.boolean() }),
  ),
})

/** What `timelineData` wrote down. */
export type Timeline = z.infer<typeof timelineSchema>

/** What the report in a delivered folder draws; undefined where there is none, or none that can be read. */
export async function readTimeline(folder: string): Promise<Timeline | undefined> {
  const html = await readFile(join(folder, 'report.html'), 'utf8').catch(() => '')
  const [, json] = /<script type="application\/json" id="dub">(.*?)<\/script>/s.exec(html) ?? []
  if (json === undefined) return undefined
  try {
    return timelineSchema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined // Somebody else's page, or a damaged one: it is only looked at.
  }
}
