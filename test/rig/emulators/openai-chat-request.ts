import { z } from 'zod'
import { firstIssue, invalidRequest, noSuchModel, type OpenAIError } from './openai-errors.ts'
import { whyNotStrict } from './openai-schema.ts'

/** The language models of November 2026 that the price table knows too. */
export const LANGUAGE_MODELS = ['gpt-6-luna', 'gpt-6.1-terra', 'gpt-6.1-sol', 'gpt-6-astra', 'gpt-5.6-luna']

export type ChatRequest = z.infer<typeof LENIENT>

/**
 * A body for POST /v1/chat/completions, or what OpenAI says of it. Local servers (`lenient`) serve any model, pass over
 * what they do not know and check no schema.
 */
export function readChatRequest(body: unknown, lenient = false): ChatRequest | OpenAIError {
  const read = (lenient ? LENIENT : STRICT).safeParse(body)
  if (!read.success) return firstIssue(read.error)
  return (lenient ? undefined : refusalOf(read.data)) ?? read.data
}

const text = z.union([z.string(), z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1)])
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content: text, name: z.string().optional() }),
  z.strictObject({ role: z.literal('user'), content: text, name: z.string().optional() }),
  z.strictObject({ role: z.literal('assistant'), content: text.nullable(), refusal: z.string().nullish() }),
])

const format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().regex(/^[\w-]{1,64}$/),
      description: z.string().optional(),
      strict: z.boolean().nullish(),
      schema: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
])

const FIELDS = {
  model: z.string(),
  messages: z.array(message).min(1),
  response_format: format.optional(),
  reasoning_effort: z.enum(['none', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_completion_tokens: z.int().min(1).max(128_000).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.literal(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  store: z.boolean().nullish(),
  stream: z.literal(false).nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  user: z.string().optional(),
  safety_identifier: z.string().max(64).nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority', 'fast']).nullish(),
}
const STRICT = z.strictObject(FIELDS)
const LENIENT = z.object(FIELDS)

function refusalOf(request: ChatRequest): OpenAIError | undefined {
  if (!LANGUAGE_MODELS.includes(request.model)) return noSuchModel(request.model)
  return wrongSampling(request) ?? wrongFormat(request)
}

function wrongSampling({ max_tokens, reasoning_effort, temperature, top_p }: ChatRequest): OpenAIError | undefined {
  if (max_tokens !== undefined && max_tokens !== null) {
    return invalidRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  }
  if (reasoning_effort === 'none') return undefined
  for (const [name, value] of Object.entries({ temperature, top_p })) {
    if (value === undefined || value === null || value === 1) continue
    const message = `Unsupported value: '${name}' does not support ${value} with this model. Only the default (1) value is supported.`
    return invalidRequest(message, name, 'unsupported_value')
  }
  return undefined
}

function wrongFormat({ response_format: format, messages }: ChatRequest): OpenAIError | undefined {
  if (format?.type === 'json_object' && !/json/i.test(JSON.stringify(messages.map(({ content }) => content)))) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
    return invalidRequest(message, 'messages')
  }
  if (format?.type !== 'json_schema') return undefined
  const { name, strict, schema } = format.json_schema
  const problem = strict === true ? whyNotStrict(schema) : undefined
  if (problem === undefined) return undefined
  return invalidRequest(`Invalid schema for response_format '${name}': ${problem}`, 'response_format')
}
