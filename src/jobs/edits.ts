import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Edits } from '../dub/request.ts'
import { Failure, typeable } from '../failure.ts'

/**
 * What a person has changed in the scripts of a delivered folder.
 * @throws {Failure} `input`, where a script can no longer be read, or a line has been left without words.
 */
export async function readEdits(folder: string, languages: readonly string[]): Promise<Edits> {
  const edits: Record<string, Edits[string]> = {}
  for (const language of languages) {
    const path = join(folder, language, 'script.json')
    const text = await textOf(path)
    if (text === undefined) continue
    const { scriptSchema } = await import('../dub/script.ts')
    const parsed = scriptSchema.safeParse(parseJson(text, path))
    if (!parsed.success) throw unreadable(path, parsed.error.issues[0]?.path.join('.'))
    const edited = parsed.data.lines.filter((line) => line.text.trim() !== line.translated.trim())
    const silent = edited.find((line) => line.text.trim() === '')
    if (silent) throw wordless(path, silent.id)
    if (edited.length > 0)
      edits[language] = Object.fromEntries(edited.map(({ id, source, text }) => [id, { source, text: text.trim() }]))
  }
  return edits
}

/** Undefined where there is none yet; one that cannot be read holds edits all the same, and must not be written over. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
    throw new Failure('input', `${JSON.stringify(path)} cannot be read.`, { cause, hint: 'Check its permissions.' })
  })
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('input', `${JSON.stringify(path)} is not JSON any more.`, { cause, hint: startAgain(path) })
  }
}

function unreadable(path: string, where: string | undefined): Failure {
  return new Failure('input', `${JSON.stringify(path)} is no script any more (at ${where || 'its top'}).`, {
    hint: startAgain(path),
  })
}

function wordless(path: string, line: number): Failure {
  return new Failure('input', `Line ${line} of ${JSON.stringify(path)} has no words.`, {
    hint: 'Give it some, or put its translation back.',
  })
}

function startAgain(path: string): string {
  return `Mend it, or move it away to have the translation again: mv ${typeable(path)} ${typeable(`${path}.old`)}`
}
