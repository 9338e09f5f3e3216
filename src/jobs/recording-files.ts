import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

/** `0007.wav`, or 7 with any other ending: line 7. */
const NAMED_AFTER_LINE = /^0*([1-9]\d{0,8})\.[^.]+$/

/**
 * The recordings of single lines in a delivered folder, `es/lines/0007.wav`, by line. Files of other names are left alone.
 * @throws {Failure} `input`, where a line has two, or the folder cannot be read.
 */
export async function recordingFiles(folder: string, language: string): Promise<ReadonlyMap<string, string>> {
  const within = join(folder, language, 'lines')
  const files = new Map<string, string>()
  for (const [line, names] of Map.groupBy(await namesIn(within), (name) => NAMED_AFTER_LINE.exec(name)?.[1])) {
    if (line === undefined) continue
    if (names.length > 1) throw twice(line, within, names)
    files.set(line, join(within, names[0] ?? ''))
  }
  return files
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return []
    throw new Failure('input', `${JSON.stringify(folder)} cannot be read.`, { cause, hint: 'Check its permissions.' })
  })
}

function twice(line: string, folder: string, names: readonly string[]): Failure {
  const both = new Intl.ListFormat('en').format(names.toSorted())
  return new Failure('input', `Line ${line} has more than one recording in ${JSON.stringify(folder)}: ${both}.`, {
    hint: 'Keep one, and move the others away.',
  })
}
