import { fileDigest } from '../digest.ts'
import type { LineEdit } from '../dub/request.ts'
import type { Script, ScriptLine } from '../dub/script.ts'
import { readEdits } from '../jobs/edits.ts'
import { recordingFiles } from '../jobs/recording-files.ts'
import type { Job } from '../ports/jobs.ts'

/** The lines of a language that a person wants otherwise than they were last asked for. */
export async function changedLines({ folder, request }: Job, { language, lines }: Script): Promise<number[]> {
  const now = (await readEdits(folder, [language]))[language] ?? {}
  const asked = request.edits[language] ?? {}
  const recorded = await digestsOf(folder, language)
  const heard = request.recordings?.[language] ?? {}
  const changed = lines.filter((line) => {
    const { id } = line
    return recorded.get(String(id)) !== heard[id]?.digest || !isAlike(line, now[id] ?? NOTHING, asked[id] ?? NOTHING)
  })
  return changed.map(({ id }) => id)
}

async function digestsOf(folder: string, language: string): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>()
  for (const [line, path] of await recordingFiles(folder, language)) digests.set(line, await fileDigest(path))
  return digests
}

const NOTHING: Omit<LineEdit, 'source'> = {}

/** Whether both sound the same: that somebody has looked a line over changes nothing of it. */
function isAlike(line: ScriptLine, now: Omit<LineEdit, 'source'>, asked: Omit<LineEdit, 'source'>): boolean {
  const { translated, delivered = translated } = line
  const isSaidAlike = (now.text ?? translated).trim() === (asked.text ?? delivered).trim()
  return isSaidAlike && now.voice === asked.voice && now.take === asked.take
}
