import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DubRequest } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'

/**
 * Lays a person's edits into the folder that is delivered to, as the scripts that they would stand in there: an edit that is
 * asked for and found in no script would count as one that was taken back meanwhile.
 */
export async function layScripts({ from, languages, edits }: DubRequest, folder: string): Promise<void> {
  for (const language of languages) {
    const lines = Object.entries(edits[language] ?? {})
    if (lines.length === 0) continue
    const untold = { start: 0, end: 0, speaker: 0, translated: '' }
    const script: Script = {
      script: 1,
      from: from ?? '',
      language,
      lines: lines.map(([id, edit]) => ({ ...untold, text: '', ...edit, id: Number(id) })),
    }
    await mkdir(join(folder, language), { recursive: true })
    await writeFile(join(folder, language, 'script.json'), JSON.stringify(script))
  }
}
