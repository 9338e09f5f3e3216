import OpenAI from 'openai'
import { EMULATED_OPENAI_KEY, startOpenAI } from './openai.ts'
import type { OpenAIOptions } from './openai-service.ts'

/** An emulator, and the official SDK with the right key and no retries. */
export async function started(options: OpenAIOptions = {}) {
  const emulator = await startOpenAI(options)
  const client = new OpenAI({ apiKey: EMULATED_OPENAI_KEY, baseURL: `${emulator.url}/v1`, maxRetries: 0 })
  return { emulator, client, [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose]() }
}

const SCHEMA = {
  type: 'object',
  properties: {
    lines: {
      type: 'array',
      items: {
        type: 'object',
        properties: { id: { type: 'integer' }, text: { type: 'string' } },
        required: ['id', 'text'],
        additionalProperties: false,
      },
    },
  },
  required: ['lines'],
  additionalProperties: false,
}
/** Three lines to translate, as a prompt holds them. */
export const DOCUMENT = {
  from: 'en',
  to: 'es',
  glossary: [{ term: 'commit', translation: 'commit' }],
  lines: [
    { id: 7, speaker: 0, text: 'Hello {name}, it costs 25 dollars.', seconds: 2, characters: 40 },
    { id: 8, speaker: 1, text: 'Please commit <b>this</b> today.', seconds: 2, characters: 40 },
    { id: 9, speaker: 1, text: 'Thank you so much, everybody!', seconds: 2, characters: 40 },
  ],
}
/** A question that OpenAI takes. */
export const ASKED = {
  model: 'gpt-6-luna',
  messages: [
    { role: 'system', content: 'You translate.' },
    { role: 'user', content: JSON.stringify(DOCUMENT) },
  ],
  response_format: { type: 'json_schema', json_schema: { name: 'translation', strict: true, schema: SCHEMA } },
  reasoning_effort: 'none',
  max_completion_tokens: 1000,
  store: false,
} satisfies OpenAI.ChatCompletionCreateParamsNonStreaming

/** The lines of an answer. */
export function linesIn(content: string | null | undefined): { id: number; text: string }[] {
  return (JSON.parse(content ?? '') as { lines: { id: number; text: string }[] }).lines
}
