import { z } from 'zod'

const told = z.object({
  word: z.string(),
  punctuated_word: z.string().optional(),
  start: z.number(),
  end: z.number(),
  confidence: z.number(),
  speaker: z.int().nonnegative().optional(),
})

const answer = z.object({
  metadata: z.object({ duration: z.number().nonnegative() }),
  results: z.object({
    channels: z
      .array(
        z.object({
          detected_language: z.string().optional(),
          alternatives: z.array(z.object({ words: z.array(told) })),
        }),
      )
      .min(1),
    utterances: z.array(z.object({ words: z.array(told) })).optional(),
  }),
})

/** One word as Deepgram tells it. */
export type ToldWord = z.infer<typeof told>

export type ToldWords = {
  readonly utterances: readonly (readonly ToldWord[])[]
  /** As Deepgram tags it, where it was asked to find out. */
  readonly language: string | undefined
  /** Seconds. */
  readonly duration: number
}

/**
 * What a transcription says, or undefined where it is none. The SDK types whatever comes, and gives back an error as an
 * answer where a page of HTML comes with status 200. Without utterances all words are one.
 */
export function readTranscription(body: unknown): ToldWords | undefined {
  const { data } = answer.safeParse(body)
  if (data === undefined) return undefined
  const [channel] = data.results.channels
  const words = channel?.alternatives[0]?.words ?? []
  const utterances = (data.results.utterances ?? []).map((utterance) => utterance.words)
  return {
    utterances: utterances.some((each) => each.length > 0) ? utterances : [words],
    language: channel?.detected_language,
    duration: data.metadata.duration,
  }
}
