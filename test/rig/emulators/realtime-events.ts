import { z } from 'zod'
import { firstIssue, invalidRequest, type OpenAIError } from './openai-errors.ts'
import { isRecord } from './openai-json.ts'

export type ClientEvent = z.infer<typeof event>

/** What a client may say over Realtime, as far as speech needs it; or what OpenAI says of it. */
export function readClientEvent(message: string): ClientEvent | OpenAIError {
  const value = parsed(message)
  if (!isRecord(value)) return invalidRequest('Could not parse your event as JSON.', null, 'invalid_json')
  const { type } = value
  if (type === undefined) {
    return invalidRequest("Missing required parameter: 'type'.", 'type', 'missing_required_parameter')
  }
  if (typeof type !== 'string' || !TYPES.includes(type)) {
    const supported = TYPES.map((known) => `'${known}'`).join(', ')
    return invalidRequest(
      `Invalid value: '${JSON.stringify(type)}'. Supported values are: ${supported}.`,
      'type',
      'invalid_value',
    )
  }
  const read = event.safeParse(value)
  return read.success ? read.data : firstIssue(read.error)
}

const TYPES = ['session.update', 'response.create']
const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar']

const output = z.strictObject({
  voice: z.union([z.enum(VOICES), z.strictObject({ id: z.string().regex(/^voice_/) })]).optional(),
  format: z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24_000) }).optional(),
  speed: z.number().min(0.25).max(1.5).optional(),
})
const modalities = z.tuple([z.literal('audio')])
const tokens = z.union([z.int().min(1).max(4096), z.literal('inf')])
const message = z.strictObject({
  type: z.literal('message'),
  id: z.string().optional(),
  role: z.enum(['user', 'system']),
  content: z.array(z.strictObject({ type: z.literal('input_text'), text: z.string() })).min(1),
})
const event = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('session.update'),
    event_id: z.string().max(512).optional(),
    session: z.strictObject({
      type: z.literal('realtime'),
      model: z.string().optional(),
      instructions: z.string().optional(),
      output_modalities: modalities.optional(),
      max_output_tokens: tokens.optional(),
      audio: z.strictObject({ output: output.optional() }).optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('response.create'),
    event_id: z.string().max(512).optional(),
    response: z
      .strictObject({
        conversation: z.enum(['auto', 'none']).optional(),
        output_modalities: modalities.optional(),
        instructions: z.string().optional(),
        input: z.array(message).optional(),
        audio: z.strictObject({ output: output.optional() }).optional(),
        max_output_tokens: tokens.optional(),
        metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
      })
      .optional(),
  }),
])

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
