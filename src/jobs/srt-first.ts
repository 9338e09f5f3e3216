import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SCRIPT_SRT } from '../dub/dubbed.ts'
import type { Delivery } from './deliver.ts'

/**
 * Files in the order in which they are to be delivered: a new `script.srt` before the `script.json` that lies there. Cut off
 * between both, it then says what the other was edited to, or is to be, while an old one would be taken for an edit of a new
 * `script.json`. Where there is no `script.json` yet it comes after it, for it cannot stand alone.
 */
export async function srtFirst(files: readonly Delivery[], folder: string): Promise<Delivery[]> {
  const first = new Set<Delivery>()
  for (const file of files) {
    if (!file.path.endsWith(`/${SCRIPT_SRT}`)) continue
    if (await isThere(join(folder, dirname(file.path), 'script.json'))) first.add(file)
  }
  return [...first, ...files.filter((file) => !first.has(file))]
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
