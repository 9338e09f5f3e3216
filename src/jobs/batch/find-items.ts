import { glob, stat } from 'node:fs/promises'
import { basename, extname, sep } from 'node:path'
import { Failure } from '../../failure.ts'
import type { BatchItem } from './item.ts'
import { readList } from './read-list.ts'
import { isDelivered, isRecording, recordingsIn } from './recordings-in.ts'

const LISTS = new Set(['.csv', '.tsv', '.jsonl', '.ndjson'])

/**
 * The files that a batch is of, in order: of folders all recordings in and below them, of lists (CSV, JSON lines) all
 * rows, of patterns all that match; anything else is a recording itself. Nothing is read of the recordings.
 * @throws {Failure} `input`, where there is nothing, or a list's rows are wrong; it names file and row.
 */
export async function findItems(sources: readonly string[]): Promise<readonly BatchItem[]> {
  const items: BatchItem[] = []
  for (const source of sources) items.push(...(await itemsOf(source)))
  if (items.length > 0) return items
  throw new Failure(
    'input',
    `There are no recordings in ${sources.map((source) => JSON.stringify(source)).join(', ')}.`,
    {
      hint: 'Name a folder, a quoted pattern such as "talks/**/*.mp3", or a list (.csv, .jsonl).',
    },
  )
}

async function itemsOf(source: string): Promise<readonly BatchItem[]> {
  const found = await stat(source).catch(() => undefined)
  // The shell's own `talks/*` names what is delivered there too.
  if (found?.isDirectory())
    return isDelivered(basename(source)) ? [] : (await recordingsIn(source)).recordings.map(foundAt)
  if (!found && /[*?[{]/.test(source)) return (await matching(source)).map(foundAt)
  return LISTS.has(extname(source).toLowerCase()) ? readList(source) : [foundAt(source)]
}

function foundAt(file: string): BatchItem {
  return { file, own: {}, place: undefined }
}

/** A pattern that names an ending is taken at its word; `talks/*` means the recordings there. */
async function matching(pattern: string): Promise<readonly string[]> {
  const isNamed = /\.[^*?./]+$/.test(pattern)
  const files: string[] = []
  for await (const file of glob(pattern)) {
    if (file.split(sep).some((part) => isDelivered(part))) continue
    if (!isNamed && !isRecording(basename(file))) continue
    const found = await stat(file).catch(() => undefined)
    if (!found || found.isFile()) files.push(file) // What cannot be looked at fails by itself.
  }
  return files.sort()
}
