import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { stemOf } from '../dub/dubbed.ts'
import { Failure } from '../failure.ts'

/**
 * The folder that a file's dubs are delivered to: `talk.dub` beside it, or under `out`.
 * @throws {Failure} `config`, where it cannot be written; `usage`, where another file's dubs are there already.
 */
export async function findFolder(file: string, out: string | undefined): Promise<string> {
  const path = resolve(file)
  const folder = join(out === undefined ? dirname(path) : resolve(out), `${stemOf(basename(path))}.dub`)
  await refuseUnwritable(folder)
  await refuseForeign(folder, basename(path))
  return folder
}

async function refuseUnwritable(folder: string): Promise<void> {
  const existing = await nearestExisting(folder)
  const writable = (await stat(existing)).isDirectory() && (await canWrite(existing))
  if (writable) return
  throw new Failure(
    'config',
    `${JSON.stringify(folder)} cannot be written: ${JSON.stringify(existing)} is not a folder that takes files.`,
    {
      hint: 'Choose another place with --out, or change its permissions.',
    },
  )
}

async function nearestExisting(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  )
  return there || dirname(path) === path ? path : nearestExisting(dirname(path))
}

async function canWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** `talk.mp3` and `talk.wav` would go to the same folder: the second one must not overwrite what the first one paid for. */
async function refuseForeign(folder: string, name: string): Promise<void> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined)
  const other = text === undefined ? undefined : sourceFileIn(text)
  if (other === undefined || other === name) return
  throw new Failure('usage', `${JSON.stringify(folder)} holds the dubs of ${JSON.stringify(other)}.`, {
    hint: 'Choose another place with --out.',
  })
}

function sourceFileIn(manifest: string): string | undefined {
  try {
    const { source } = JSON.parse(manifest) as { source?: { file?: unknown } }
    return typeof source?.file === 'string' ? source.file : undefined
  } catch {
    return undefined // Not ours, or damaged: it is replaced.
  }
}
