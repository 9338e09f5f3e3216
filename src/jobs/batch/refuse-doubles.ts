import { resolve } from 'node:path'
import { Failure } from '../../failure.ts'
import { folderFor } from '../folder.ts'
import type { BatchEntry } from './item.ts'

/** @throws {Failure} `usage`, where two files would be delivered to one folder. */
export function refuseDoubles(entries: readonly BatchEntry[]): void {
  const taken = new Map<string, BatchEntry>()
  for (const entry of entries) {
    const folder = folderKey(entry)
    const other = taken.get(folder)
    if (other) throw doubles(other, entry)
    taken.set(folder, entry)
  }
}

/** The one spelling that tells folders apart: macOS and Windows make no difference of case. */
export function folderKey({ wish: { file, out } }: BatchEntry): string {
  const folder = folderFor(file, out)
  return process.platform === 'linux' ? folder : folder.normalize('NFC').toLowerCase()
}

function doubles(one: BatchEntry, other: BatchEntry): Failure {
  const [first, second] = [one, other].map(({ wish, place }) => {
    return `${JSON.stringify(wish.file)}${place === undefined ? '' : ` (${place})`}`
  })
  const again = resolve(one.wish.file) === resolve(other.wish.file)
  const what = again
    ? `${first} is there twice: ${second}`
    : `${first} and ${second} would both be delivered to ${JSON.stringify(folderFor(other.wish.file, other.wish.out))}`
  const mend = again
    ? 'Name each file once, with all of its languages'
    : 'Rename one, or give it another folder in the column "out" of a list'
  return new Failure('usage', `${what}.`, { hint: `${mend}. Nothing was begun.` })
}
