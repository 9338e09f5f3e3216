import { isRecord } from './openai-json.ts'

/** What the emulated model reads out of a prompt: the lines to translate, and what it is told of them. */
export type LinesAsked = {
  readonly lines: readonly LineAsked[]
  /** BCP-47; undefined where nothing was said of it. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly glossary: readonly { readonly term: string; readonly translation: string }[]
}

/** `characters`: how long its translation should be, where that was said. `wording`: one that shall be made shorter. */
export type LineAsked = {
  readonly id: unknown
  readonly text: string
  readonly characters?: number
  readonly wording?: string
}

/** The JSON document with `lines` in a message, whatever stands around it; undefined where there is none. */
export function readLinesAsked(message: string): LinesAsked | undefined {
  for (const document of documentsIn(message)) {
    const lines = document['lines']
    if (!Array.isArray(lines)) continue
    const from = firstText(document, ['from', 'source', 'source_language'])
    const to = firstText(document, ['to', 'target', 'target_language', 'language'])
    return { lines: lines.flatMap(readLine), from, to, glossary: readGlossary(document['glossary']) }
  }
  return undefined
}

/** Every JSON object of a text, in order. */
function* documentsIn(text: string): Generator<{ readonly [key: string]: unknown }> {
  for (let at = text.indexOf('{'); at !== -1; at = text.indexOf('{', at + 1)) {
    const end = endOfObject(text, at)
    if (end === undefined) continue
    const value = parsed(text.slice(at, end))
    if (!isRecord(value)) continue
    yield value
    at = end - 1
  }
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === '{') depth += 1
    else if (!quoted && character === '}' && --depth === 0) return at + 1
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readLine(line: unknown): LineAsked[] {
  if (!isRecord(line) || typeof line['text'] !== 'string' || line['id'] === undefined) return []
  const { id, text } = line
  const characters = ['characters', 'target_characters', 'length', 'chars'].map((name) => line[name]).find(isPositive)
  const wording = line['wording']
  return [
    {
      id,
      text,
      ...(characters === undefined ? {} : { characters }),
      ...(typeof wording === 'string' ? { wording } : {}),
    },
  ]
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}

function readGlossary(glossary: unknown): LinesAsked['glossary'] {
  if (!Array.isArray(glossary)) return []
  return glossary.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return []
    const { term, translation } = entry
    return typeof term === 'string' && typeof translation === 'string' ? [{ term, translation }] : []
  })
}

function firstText(document: { readonly [key: string]: unknown }, names: readonly string[]): string | undefined {
  return names.map((name) => document[name]).find((value) => typeof value === 'string')
}
