import type { documentOf } from './document.ts'

type Described = ReturnType<typeof documentOf>
type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly default?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Operation = {
  readonly summary?: string
  readonly description?: string
  readonly security?: readonly unknown[]
  readonly parameters?: readonly {
    name: string
    in: string
    required?: boolean
    schema?: Schema
    description?: string
  }[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}

/** The API's description as a page to read: no script, and nothing from elsewhere. */
export function docsPage(document: Described): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => section(method, path, operation)),
  )
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>).map(
    ([name, schema]) => `<section id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${fields(schema)}</section>`,
  )
  const { title, version, description = '' } = document.info
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)} API</title><style>${STYLE}</style>
<h1>${escaped(title)} API <small>${escaped(version)}</small></h1><p>${escaped(description)}</p>
<p>As data: <a href="openapi.json">openapi.json</a></p>${operations.join('')}<h2>Shapes</h2>${schemas.join('')}</html>`
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
code,h3{font-family:ui-monospace,monospace}section{border-top:1px solid #8886;padding:.5rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}small{opacity:.7}`

function section(method: string, path: string, operation: Operation): string {
  const { summary = '', description = '', parameters = [], requestBody, responses = {}, security } = operation
  const given = parameters.map(({ name, in: place, schema = {}, required, description: what }) =>
    row(`${name} <small>${place}${required ? '' : ', optional'}</small>`, typeOf(schema), what ?? schema.description),
  )
  const answers = Object.entries(responses).map(([status, { description: what, content }]) =>
    row(status, typeOf(schemaIn(content) ?? {}), what),
  )
  const body = schemaIn(requestBody?.content)
  return `<section><h3>${method.toUpperCase()} ${escaped(path)}</h3><p>${escaped(summary)}${security ? '' : ' <small>(no sign-in)</small>'}</p>
<p>${escaped(description)}</p>${table('Parameters', given)}${body ? `<h4>Body</h4>${fields(body)}` : ''}${table('Answers', answers)}</section>`
}

function schemaIn(content: Content | undefined): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema
}

function table(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `<h4>${title}</h4><table>${rows.join('')}</table>`
}

function fields(schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : ' <small>optional</small>'
    const usual = field.default === undefined ? '' : ` Else ${JSON.stringify(field.default)}.`
    return row(`${escaped(name)}${optional}`, typeOf(field), `${field.description ?? ''}${usual}`)
  })
  return rows.length === 0 ? `<p>${typeOf(schema)}</p>` : `<table>${rows.join('')}</table>`
}

function row(name: string, type: string, what = ''): string {
  return `<tr><th><code>${name}</code><td>${type}<td>${escaped(what)}</tr>`
}

function typeOf(schema: Schema): string {
  const { $ref, type, items, enum: values, anyOf, oneOf, additionalProperties } = schema
  if ($ref !== undefined) {
    const name = escaped($ref.split('/').at(-1) ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  if (values) return escaped(values.map(String).join(' | '))
  if (anyOf ?? oneOf) return (anyOf ?? oneOf ?? []).map(typeOf).join(' or ')
  if (items) return `${typeOf(items)}[]`
  if (typeof additionalProperties === 'object') return `{ …: ${typeOf(additionalProperties)} }`
  if (schema.properties) return `{ ${Object.keys(schema.properties).map(escaped).join(', ')} }`
  return escaped([type ?? ''].flat().join(' | '))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
