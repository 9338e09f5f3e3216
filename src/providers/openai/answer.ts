import { z } from 'zod'

/** What the model has to answer, as JSON Schema in the strict form: all properties required, no others. */
export const ANSWER_SCHEMA = {
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
} as const

/** All texts that a model gave for each id. */
type Answers = ReadonlyMap<number, readonly string[]>

/**
 * Reads a model's answer. Servers that pass over the schema fence the JSON, think aloud before it, leave out the outer
 * object or write ids as text; that is all understood. What is no line is passed over: it is then missing. Nothing at all
 * where there is no JSON.
 */
export function readAnswer(content: string): Answers {
  const answers = new Map<number, readonly string[]>()
  for (const { id, text } of linesOf(jsonIn(content))) answers.set(id, [...(answers.get(id) ?? []), text])
  return answers
}

const numeral = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
const line = z.object({ id: z.union([z.int(), numeral]), text: z.string().transform(oneLine) })
const wrapped = z.union([
  z.object({ lines: z.array(z.unknown()) }).transform(({ lines }) => lines),
  z.array(z.unknown()),
])

function linesOf(value: unknown): readonly z.infer<typeof line>[] {
  const lines = wrapped.safeParse(value)
  if (!lines.success) return []
  return lines.data.flatMap((each) => {
    const read = line.safeParse(each)
    return read.success ? [read.data] : []
  })
}

/** A line is a line, and no voice has a use for control characters. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
}

function jsonIn(content: string): unknown {
  const said = content.replace(/<think>[\s\S]*?<\/think>/g, '')
  const start = said.search(/[[{]/)
  const end = Math.max(said.lastIndexOf('}'), said.lastIndexOf(']'))
  return parsed(said) ?? parsed(said.slice(Math.max(0, start), end + 1))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
