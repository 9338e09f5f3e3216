import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SCRIPT_SRT } from '../dub/dubbed.ts'
import { type Script, scriptSchema } from '../dub/script.ts'
import { type Delivery, deliver } from '../jobs/deliver.ts'
import { readEdits } from '../jobs/edits.ts'
import type { Shop } from '../jobs/shop.ts'
import { toScriptSrt } from '../timing/script-srt.ts'

/**
 * A language's script as a person has it, be it edited in `script.json` or in `script.srt`; undefined where there is none.
 * @throws {Failure} `input`, where it can no longer be read, or both files give a line other words.
 */
export async function readScript(folder: string, language: string): Promise<Script | undefined> {
  const edits = (await readEdits(folder, [language]))[language] ?? {}
  // One that is there but cannot be read has been told of.
  const text = await readFile(join(folder, language, 'script.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const script = scriptSchema.parse(JSON.parse(text))
  return { ...script, lines: script.lines.map((line) => ({ ...line, text: edits[line.id]?.text ?? line.text })) }
}

/** Puts a script into the delivered folder, each file whole or not at all; as SubRip too, where that is there. */
export async function writeScript(
  script: Script,
  folder: string,
  shop: Pick<Shop, 'blobs' | 'scratch'>,
): Promise<void> {
  const { language, lines } = script
  const files: Delivery[] = [
    { path: `${language}/script.json`, content: { text: `${JSON.stringify(script, null, 2)}\n` } },
  ]
  const hasSrt = await access(join(folder, language, SCRIPT_SRT)).then(
    () => true,
    () => false,
  )
  if (hasSrt) files.push({ path: `${language}/${SCRIPT_SRT}`, content: { text: toScriptSrt(lines) } })
  // Not to be cut off: it is what a person has just written.
  await deliver(files, folder, shop, new AbortController().signal)
}
