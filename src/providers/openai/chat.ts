import type OpenAI from 'openai'
import { z } from 'zod'
import type { Units } from '../../dub/prices.ts'
import { Failure } from '../../failure.ts'
import { inRequest } from '../calls/in-request.ts'

export type Chat = {
  /** For people: who is asked, and for what. */
  readonly vendor: string
  readonly what: string
  readonly model: string
  readonly system: string
  readonly user: string
  readonly schema: { readonly [keyword: string]: unknown }
  /** The most tokens of the answer, thoughts included. */
  readonly longest: number
  /** How long the model thinks first; null for a server that only knows the bare protocol. */
  readonly effort: 'none' | 'low' | null
}

/** `length`: the answer was cut off. `refusal`: the model, or the vendor's filter, will not answer. */
export type Said = {
  readonly end: 'stop' | 'length' | 'refusal'
  readonly content: string
  readonly units: Units
  /** The vendor's number of the call, where it tells. */
  readonly requestId?: string | undefined
}

/** One question of JSON to a language model over Chat Completions, the one protocol that local servers speak too. */
export async function askChat(client: OpenAI, chat: Chat, signal: AbortSignal): Promise<Said> {
  const { model, system, user, schema, longest, effort } = chat
  const answer: unknown = await client.chat.completions.create(
    {
      model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'translation', strict: true, schema } },
      ...(effort === null
        ? { max_tokens: longest, temperature: LOCAL_TEMPERATURE }
        : { max_completion_tokens: longest, reasoning_effort: effort, store: false, prompt_cache_key: 'ytdub' }),
    },
    { signal },
  )
  return read(answer, chat)
}

/** Local models are small and wander off at their usual 0.7 … 1. */
const LOCAL_TEMPERATURE = 0.2

const count = z.int().nonnegative().catch(0)
const completion = z.object({
  choices: z.tuple(
    [
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    ],
    z.unknown(),
  ),
  usage: z
    .object({
      prompt_tokens: z.int().nonnegative(),
      completion_tokens: z.int().nonnegative(),
      prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
})

/** Answers with 200 that are no completion: a proxy's page, an error in an unusual place, nothing. */
function read(answer: unknown, chat: Chat): Said {
  const known = completion.safeParse(answer)
  if (!known.success) {
    throw new Failure(
      'vendor',
      `${chat.vendor} answers something for ${chat.what} that is no chat completion${inRequest(requestIdIn(answer))}.`,
      {
        retryable: true,
        hint: 'Check the base URL: it has to be that of an OpenAI-compatible API. What is done is kept.',
      },
    )
  }
  const { choices, usage } = known.data
  const [{ message, finish_reason: reason }] = choices
  const content = message.content ?? ''
  const units =
    usage == null
      ? estimate(chat, content)
      : {
          llm_input_tokens: usage.prompt_tokens,
          llm_cached_tokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
          llm_output_tokens: usage.completion_tokens,
        }
  const refused = Boolean(message.refusal) || reason === 'content_filter'
  const end = refused ? 'refusal' : reason === 'length' ? 'length' : 'stop'
  return { end, content, units, requestId: requestIdIn(answer) }
}

/** The SDK puts it beside the answer. */
function requestIdIn(answer: unknown): string | undefined {
  const id = (answer as { readonly _request_id?: unknown } | null | undefined)?._request_id
  return typeof id === 'string' ? id : undefined
}

/** For servers that do not count: about four bytes make a token, in any script. */
function estimate({ system, user }: Chat, content: string): Units {
  const tokens = (text: string) => Math.ceil(Buffer.byteLength(text) / 4)
  return { llm_input_tokens: tokens(system + user), llm_cached_tokens: 0, llm_output_tokens: tokens(content) }
}
