import { readFile, stat } from 'node:fs/promises'
import { Failure } from '../failure.ts'

/** Bytes. No captions of a recording are as long. */
const LARGEST = 20_000_000

/**
 * A text file that a person names. `what` is what it should be, e.g. `transcript`.
 * @throws {Failure} `input`, where it is missing, too large, or no UTF-8 text.
 */
export async function readText(file: string, what: string): Promise<string> {
  const shown = `${what} ${JSON.stringify(file)}`
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
      ? new Failure('input', `There is no ${shown}.`, { cause, hint: 'Check the path.' })
      : unreadable(shown, cause)
  })
  if (!found.isFile()) throw new Failure('input', `The ${shown} is not a file.`, { hint: 'Name a file.' })
  if (found.size > LARGEST) throw new Failure('input', `The ${shown} is too large.`, { hint: 'Is it the right file?' })
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(shown, cause)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('input', `The ${shown} is not UTF-8 text.`, { cause, hint: 'Save it anew as UTF-8.' })
  }
}

function unreadable(shown: string, cause: unknown): Failure {
  return new Failure('input', `The ${shown} cannot be read.`, { cause, hint: 'Check its permissions.' })
}
