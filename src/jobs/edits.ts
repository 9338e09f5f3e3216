import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SCRIPT_SRT } from '../dub/dubbed.ts'
import type { Edits, LineEdit } from '../dub/request.ts'
import type { Script, ScriptLine } from '../dub/script.ts'
import { Failure, typeable } from '../failure.ts'
import { scriptSrtText } from '../timing/script-srt.ts'
import { srtEdits } from './srt-edits.ts'

/**
 * What a person has changed in the scripts of a delivered folder, be it in `script.json` or in `script.srt`.
 * @throws {Failure} `input`, where a script can no longer be read, a line has been left without words, or both files give
 * it other words.
 */
export async function readEdits(folder: string, languages: readonly string[]): Promise<Edits> {
  const edits: Record<string, Edits[string]> = {}
  for (const language of languages) {
    const [path, srtPath] = [join(folder, language, 'script.json'), join(folder, language, SCRIPT_SRT)]
    const [text, srt] = [await textOf(path), await textOf(srtPath)]
    if (text === undefined && srt !== undefined) throw alone(srtPath)
    if (text === undefined) continue
    const script = await parseScript(text, path)
    const inSrt = srt === undefined ? new Map<number, string>() : srtEdits(srt, script, srtPath)
    const edited = script.lines.flatMap((line) => {
      const edit = editOf(line, inSrt.get(line.id), { path, srtPath })
      return edit ? [[line.id, edit] as const] : []
    })
    if (edited.length > 0) edits[language] = Object.fromEntries(edited)
  }
  return edits
}

type Paths = { readonly path: string; readonly srtPath: string }

/** Undefined where nothing of the line is a person's. An approved line's wording is. */
function editOf(line: ScriptLine, inSrt: string | undefined, paths: Paths): LineEdit | undefined {
  const { source, translated, voice, take, approved = false } = line
  const text = wordingOf(line, inSrt, paths)
  const isOwn = text !== translated.trim()
  if (isOwn && text === '') throw wordless(inSrt === undefined ? paths.path : paths.srtPath, line.id)
  const edit = {
    ...((isOwn || (approved && text !== '')) && { text }),
    ...(voice !== undefined && { voice }),
    ...(take !== undefined && { take }),
    ...(approved && { approved }),
  }
  return Object.keys(edit).length > 0 ? { source, ...edit } : undefined
}

/** The one of both wordings that is new against what was delivered. */
function wordingOf(
  { id, text, translated, delivered = translated }: ScriptLine,
  inSrt: string | undefined,
  paths: Paths,
): string {
  const wording = text.trim()
  if (inSrt === undefined || inSrt === scriptSrtText(wording)) return wording
  if (wording === delivered.trim()) return inSrt
  throw new Failure(
    'input',
    `Line ${id} has one wording in ${shown(paths.path)} and another in ${shown(paths.srtPath)}.`,
    {
      hint: 'Both were changed. Give the line the same words in both.',
    },
  )
}

/** Undefined where there is none yet; one that cannot be read holds edits all the same, and must not be written over. */
async function textOf(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
    throw new Failure('input', `${shown(path)} cannot be read.`, { cause, hint: 'Check its permissions.' })
  })
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('input', `${shown(path)} is not UTF-8 text any more.`, { cause, hint: 'Save it anew as UTF-8.' })
  }
}

async function parseScript(text: string, path: string): Promise<Script> {
  const { scriptSchema } = await import('../dub/script.ts')
  const parsed = scriptSchema.safeParse(parseJson(text, path))
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') || 'its top'
  throw new Failure('input', `${shown(path)} is no script any more (at ${where}).`, { hint: startAgain(path) })
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('input', `${shown(path)} is not JSON any more.`, { cause, hint: startAgain(path) })
  }
}

function alone(path: string): Failure {
  return new Failure('input', `${shown(path)} stands without its script.json, which tells what its lines are for.`, {
    hint: `Put that back, or move it away as well to have the translation again: mv ${typeable(path)} ${typeable(`${path}.old`)}`,
  })
}

function wordless(path: string, line: number): Failure {
  return new Failure('input', `Line ${line} of ${shown(path)} has no words.`, {
    hint: 'Give it some, or put its translation back.',
  })
}

function startAgain(path: string): string {
  return `Mend it, or move it away to have the translation again: mv ${typeable(path)} ${typeable(`${path}.old`)}`
}

function shown(path: string): string {
  return JSON.stringify(path)
}
