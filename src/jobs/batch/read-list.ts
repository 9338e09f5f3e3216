import { readFile, stat } from 'node:fs/promises'
import { dirname, extname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../failure.ts'
import { csvRows } from './csv-rows.ts'
import type { BatchItem } from './item.ts'
import { jsonRows } from './json-rows.ts'
import { refuseRows, type WrongRow } from './refuse-rows.ts'

/** Bytes. More is no list of files, and somebody named the wrong one. */
const LARGEST = 50_000_000

const filled = z
  .string({ error: ({ input }) => (input === undefined ? 'it is missing' : 'it is to be a text') })
  .trim()
  .min(1, { error: 'it is empty' })
/** `es, fr` or `["es", "fr"]`. */
const several = z.union(
  [filled.transform((text) => text.split(/\s*[,;|]\s*|\s+/).filter((each) => each !== '')), z.array(filled)],
  {
    error: 'it is to be a text, or a list of texts',
  },
)

/** What a row may say. */
const rowSchema = z.strictObject({
  file: filled,
  languages: several.optional(),
  from: filled.optional(),
  background: filled.optional(),
  voice: several.optional(),
  glossary: filled.optional(),
  out: filled.optional(),
})

const FIELDS = Object.keys(rowSchema.shape).join(', ')
/** As the flags are called. */
const ALSO: ReadonlyMap<string, keyof typeof rowSchema.shape> = new Map([
  ['lang', 'languages'],
  ['voices', 'voice'],
])

/**
 * The files of a list: CSV with a header, or a JSON object a line. Its paths are relative to the list.
 * @throws {Failure} `input`, where the list or a row of it cannot be understood; it names file and row.
 */
export async function readList(list: string): Promise<readonly BatchItem[]> {
  const text = await textOf(list)
  const rows = /\.(jsonl|ndjson)$/i.test(extname(list)) ? jsonRows(text, list) : csvRows(text, list)
  const wrong: WrongRow[] = []
  const items = rows.flatMap(({ row, fields }): BatchItem[] => {
    const place = `${JSON.stringify(list)}, row ${row}`
    const parsed = rowSchema.safeParse(renamed(fields))
    if (parsed.success) return [itemOf(parsed.data, dirname(list), place)]
    const why = complaint(parsed.error.issues[0])
    wrong.push({ place, failure: new Failure('input', `${why}.`, { hint: `Fields are ${FIELDS}.` }) })
    return []
  })
  refuseRows(wrong)
  return items
}

async function textOf(list: string): Promise<string> {
  const shown = JSON.stringify(list)
  const unreadable = (cause: unknown) =>
    new Failure('input', `The list ${shown} cannot be read.`, { cause, hint: 'Check the path and its permissions.' })
  const { size } = await stat(list).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  if (size > LARGEST) throw new Failure('input', `${shown} is too large for a list of files.`, { hint: 'Name a list.' })
  const bytes = await readFile(list).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('input', `The list ${shown} is not UTF-8 text.`, {
      cause,
      hint: 'Save it anew; in spreadsheets the format is called "CSV UTF-8".',
    })
  }
}

function renamed(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fields
  const nameOf = (name: string) => {
    const other = ALSO.get(name)
    return other === undefined || other in fields ? name : other
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [nameOf(name), value]))
}

function complaint(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') {
    return `there is no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
  }
  const field = issue?.path[0]
  return field === undefined ? 'it is no object' : `${String(field)}: ${issue?.message ?? 'it is not understood'}`
}

function itemOf(
  { file, languages, from, background, voice, glossary, out }: z.infer<typeof rowSchema>,
  folder: string,
  place: string,
): BatchItem {
  const at = (path: string) => (isAbsolute(path) ? path : join(folder, path))
  return {
    file: at(file),
    place,
    own: {
      ...(languages && { languages }),
      ...(from !== undefined && { from }),
      ...(background !== undefined && { background: at(background) }),
      ...(voice && { voices: voice }),
      ...(glossary !== undefined && { glossary: at(glossary) }),
      ...(out !== undefined && { out: at(out) }),
    },
  }
}
