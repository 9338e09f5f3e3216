import { isRecord } from './openai-json.ts'
import type { Schema } from './openai-schema.ts'

type Translated = readonly { readonly id: unknown; readonly text: string }[]

/**
 * A value that keeps the schema, with the translated lines where the schema has a list of objects with `id` and one text
 * field. Anything else that it requires is as empty as it may be.
 */
export function fillSchema(schema: Schema, lines: Translated): unknown {
  return fill(schema, { root: schema, lines })
}

type Filling = { readonly root: Schema; readonly lines: Translated }

function fill(schema: unknown, filling: Filling): unknown {
  if (!isRecord(schema)) return null
  if (typeof schema['$ref'] === 'string') return fill(resolve(schema['$ref'], filling.root), filling)
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  if (Array.isArray(schema['anyOf'])) return fill(schema['anyOf'][0], filling)
  switch ([schema['type']].flat()[0]) {
    case 'object':
      return Object.fromEntries(properties(schema).map(([name, below]) => [name, fill(below, filling)]))
    case 'array':
      return fillList(schema['items'], filling)
    case 'string':
      return ''
    case 'integer':
    case 'number':
      return 0
    case 'boolean':
      return false
    default:
      return null
  }
}

function fillList(items: unknown, filling: Filling): unknown[] {
  const schema = isRecord(items) && typeof items['$ref'] === 'string' ? resolve(items['$ref'], filling.root) : items
  const fields = isRecord(schema) ? properties(schema) : []
  const id = fields.find(([name]) => name === 'id')?.[1]
  const text = fields.find(([name]) => name !== 'id' && /text|translation/.test(name))?.[0]
  if (id === undefined || text === undefined) return []
  return filling.lines.map((line) => {
    const empty = fill(schema, filling)
    return { ...(isRecord(empty) ? empty : {}), id: asTyped(line.id, id), [text]: line.text }
  })
}

function asTyped(id: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return id
  if (schema['type'] === 'string') return String(id)
  return schema['type'] === 'integer' || schema['type'] === 'number' ? Number(id) : id
}

function properties(schema: Schema): [string, unknown][] {
  return isRecord(schema['properties']) ? Object.entries(schema['properties']) : []
}

function resolve(reference: string, root: Schema): unknown {
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean)
  return path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), root)
}
