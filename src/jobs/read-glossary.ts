import { readFile, stat } from 'node:fs/promises'
import type { Term } from '../dub/glossary.ts'
import { Failure } from '../failure.ts'
import { parseGlossary } from './parse-glossary.ts'

/** Bytes. More is no list of terms, and somebody named the wrong file. */
const LARGEST = 5_000_000

/**
 * The terms of a person's glossary, a CSV file.
 * @throws {Failure} `input`, where it is missing, cannot be read, or is no glossary; the hint is the mend.
 */
export async function readGlossary(file: string): Promise<readonly Term[]> {
  const shown = JSON.stringify(file)
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadable(shown, cause)
  })
  if (!found.isFile()) throw new Failure('input', `The glossary ${shown} is not a file.`, { hint: 'Name a CSV file.' })
  if (found.size > LARGEST) {
    throw new Failure('input', `The glossary ${shown} is too large for a list of terms.`, { hint: 'Name a CSV file.' })
  }
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(shown, cause)
  })
  return parseGlossary(textOf(bytes, shown), file)
}

function unreadable(shown: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new Failure('input', `There is no glossary ${shown}.`, { cause, hint: 'Check the path.' })
    : new Failure('input', `The glossary ${shown} cannot be read.`, { cause, hint: 'Check its permissions.' })
}

function textOf(bytes: Uint8Array, shown: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Told below.
  }
  throw new Failure('input', `The glossary ${shown} is not UTF-8 text.`, {
    hint: 'Save it anew; in spreadsheets the format is called "CSV UTF-8".',
  })
}
