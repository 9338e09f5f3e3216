import { z } from 'zod'
import { parseLanguage } from '../dub/language.ts'
import type { Line, Transcript } from '../dub/speech.ts'
import { Failure } from '../failure.ts'

const seconds = z.number().min(0)

const transcriptSchema = z.object({
  transcript: z.literal(1),
  language: z.string(),
  lines: z
    .array(
      z.object({
        id: z.int().positive(),
        start: seconds,
        end: seconds,
        speaker: z.int().min(0).max(1000),
        text: z.string(),
      }),
    )
    .min(1),
})

/**
 * A transcript as it was delivered, and perhaps edited since: lines may have been taken out or put in.
 * @throws {Failure} `input`, naming the place or the line, where it is none.
 */
export function parseTranscript(text: string, shown: string): Transcript {
  const parsed = transcriptSchema.safeParse(parseJson(text, shown))
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || 'its top'
    throw new Failure('input', `The ${shown} is no transcript (at ${where}).`, {
      hint: 'It takes SubRip (.srt), WebVTT (.vtt), or a transcript.json as ytdub delivers it.',
    })
  }
  const { language, lines } = parsed.data
  const ids = new Set<number>()
  for (const line of lines) {
    const fault = ids.has(line.id) ? 'is there twice' : faultOf(line)
    if (fault)
      throw new Failure('input', `Line ${line.id} of the ${shown} ${fault}.`, { hint: 'Correct it, or take it out.' })
    ids.add(line.id)
  }
  return { language: parseLanguage(language), lines: lines.toSorted((one, other) => one.start - other.start) }
}

function faultOf({ start, end, text }: Line): string | undefined {
  if (end <= start) return 'ends before it begins'
  return text.trim() === '' ? 'has no words' : undefined
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('input', `The ${shown} is not JSON.`, { cause, hint: 'Correct it, or have it delivered again.' })
  }
}
