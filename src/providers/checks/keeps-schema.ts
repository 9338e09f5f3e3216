import type OpenAI from 'openai'
import { z } from 'zod'

const answerSchema = z.strictObject({ word: z.string(), letters: z.array(z.string()) })
const SCHEMA = {
  type: 'object',
  properties: { word: { type: 'string' }, letters: { type: 'array', items: { type: 'string' } } },
  required: ['word', 'letters'],
  additionalProperties: false,
}
/** Enough for a model that thinks first. */
const TOKENS = 4_000

/** Whether a server makes its model keep to a JSON schema: the question itself says nothing of one. */
export async function keepsSchema(client: OpenAI, model: string, signal: AbortSignal): Promise<boolean> {
  const { choices } = await client.chat.completions.create(
    {
      model,
      messages: [{ role: 'user', content: 'Say "cat" in Spanish.' }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: SCHEMA } },
      max_tokens: TOKENS,
    },
    { signal },
  )
  return answerSchema.safeParse(parsed(choices?.[0]?.message?.content)).success
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined // Prose, or JSON in a Markdown fence: the answer is that it does not.
  }
}
