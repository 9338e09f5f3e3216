import { access, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SCRIPT_SRT } from '../dub/dubbed.ts'
import { scriptSchema } from '../dub/script.ts'
import { toScriptSrt } from '../timing/script-srt.ts'
import { readText } from './read-text.ts'

/**
 * Writes `script.srt` anew beside every `script.json` among these files, where there is one: else what it says from before
 * would be taken for edits. For scripts that the service has made, which knows of no SubRip.
 */
export async function keepSrtCurrent(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files.filter((path) => path.endsWith('/script.json'))) {
    const path = join(folder, file)
    const srt = join(path, '..', SCRIPT_SRT)
    if (!(await isThere(srt))) continue
    const { lines } = scriptSchema.parse(JSON.parse(await readText(path, 'script')))
    const unfinished = `${srt}.new`
    await writeFile(unfinished, toScriptSrt(lines))
    await rename(unfinished, srt)
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
