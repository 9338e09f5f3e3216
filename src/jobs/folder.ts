import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { stemOf } from '../dub/dubbed.ts'
import { Failure } from '../failure.ts'

/**
 * The folder that a file's dubs are delivered to: `talk.dub` beside it, or under `out`.
 * @throws {Failure} `config`, where it cannot be written.
 */
export async function findFolder(file: string, out: string | undefined): Promise<string> {
  const folder = folderFor(file, out)
  await refuseUnwritable(folder)
  return folder
}

/** The same, whether or not it can be written. */
export function folderFor(file: string, out: string | undefined): string {
  const path = resolve(file)
  return join(out === undefined ? dirname(path) : resolve(out), `${stemOf(basename(path))}.dub`)
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

/** Kernel interfaces that look like folders (Linux: procfs, sysfs). Making one below them never ends in Node. */
const NO_DISKS = new Set([0x9fa0, 0x62656572])

async function canWrite(folder: string): Promise<boolean> {
  if (NO_DISKS.has((await statfs(folder)).type)) return false
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
