import { isRecord } from './openai-json.ts'

/** A JSON schema, as far as anybody has looked. */
export type Schema = { readonly [key: string]: unknown }

/**
 * Why OpenAI would not take a schema as strict, in its words; undefined where it would. Strict schemas close every
 * object and require all of its properties (developers.openai.com/api/docs/guides/structured-outputs).
 */
export function whyNotStrict(schema: unknown): string | undefined {
  if (!isRecord(schema)) return 'schema must be a JSON Schema of \'type: "object"\', got \'type: "None"\'.'
  if (schema['type'] !== 'object' || 'anyOf' in schema) {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema['type'])}"'.`
  }
  return firstProblem(schema, [], 1)
}

const UNTAKEN = [
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'oneOf',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
]
const DEEPEST = 10

function firstProblem(schema: Schema, path: readonly string[], depth: number): string | undefined {
  const at = `In context=(${path.map((part) => `'${part}'`).join(', ')}),`
  if (depth > DEEPEST) return `${at} schemas may be at most ${DEEPEST} levels deep.`
  const untaken = UNTAKEN.find((key) => key in schema)
  if (untaken !== undefined) return `${at} '${untaken}' is not permitted.`
  if (!['type', 'anyOf', 'enum', 'const', '$ref'].some((key) => key in schema)) {
    return `${at} schema must have a 'type' key.`
  }
  return (isObject(schema) ? problemOfObject(schema, at) : undefined) ?? problemBelow(schema, path, depth)
}

function isObject({ type }: Schema): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object'))
}

function problemOfObject(schema: Schema, at: string): string | undefined {
  if (schema['additionalProperties'] !== false) {
    return `${at} 'additionalProperties' is required to be supplied and to be false.`
  }
  const required: unknown = schema['required']
  const names = Object.keys(isRecord(schema['properties']) ? schema['properties'] : {})
  const missing = names.find((name) => !Array.isArray(required) || !required.includes(name))
  if (missing !== undefined) {
    return `${at} 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
  }
  const extra = Array.isArray(required) ? required.find((name) => !names.includes(String(name))) : undefined
  return extra === undefined ? undefined : `${at} 'required' has an extra key '${String(extra)}'.`
}

function problemBelow(schema: Schema, path: readonly string[], depth: number): string | undefined {
  if (schema['type'] === 'array' && !isRecord(schema['items'])) {
    return `In context=(${path.map((part) => `'${part}'`).join(', ')}), array schema missing items.`
  }
  for (const [below, where] of schemasBelow(schema)) {
    const problem = firstProblem(below, [...path, ...where], depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}

function schemasBelow(schema: Schema): (readonly [Schema, readonly string[]])[] {
  const named = ['properties', '$defs', 'definitions'].flatMap((group) => {
    const members = schema[group]
    return isRecord(members) ? Object.entries(members).map(([name, below]) => [below, [group, name]] as const) : []
  })
  const choices = Array.isArray(schema['anyOf'])
    ? schema['anyOf'].map((below: unknown, index) => [below, ['anyOf', String(index)]] as const)
    : []
  const below = [...named, [schema['items'], ['items']] as const, ...choices]
  return below.flatMap(([value, where]) => (isRecord(value) ? [[value, where] as const] : []))
}
