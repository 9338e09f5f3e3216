import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPair } from '../../../src/providers/apertium-pairs.ts'
import { translateAll } from '../../../src/providers/apertium-pipe.ts'

const FOLDERS = ['/usr/share/apertium', '/usr/local/share/apertium']

/** Real translations, for people who try things out; undefined where Apertium or the pair is not installed. */
export async function translateByApertium(
  lines: readonly string[],
  { from = 'en', to }: { readonly from: string | undefined; readonly to: string },
): Promise<string[] | undefined> {
  const pair = findPair(from, to)
  if (pair === undefined) return undefined
  const folder = await folderOf(pair.mode)
  if (folder === undefined) return undefined
  const scratch = await mkdtemp(join(tmpdir(), 'emulated-apertium-'))
  try {
    return await translateAll({ program: 'apertium', folder, mode: pair.mode }, lines, {
      signal: AbortSignal.timeout(60_000),
      scratch: (name) => join(scratch, name),
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function folderOf(mode: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const isThere = await access(join(folder, 'modes', `${mode}.mode`)).then(
      () => true,
      () => false,
    )
    if (isThere) return folder
  }
  return undefined
}
