import { Failure } from '../../failure.ts'
import type { DubWish } from '../submit.ts'
import { type BatchEntry, entryOf } from './item.ts'
import { folderKey } from './refuse-doubles.ts'
import { type Watching, watchFolders } from './watch-folders.ts'

/** Entries for the recordings that folders hold and get. One that would be delivered where another is comes refused. */
export async function* watchEntries(
  folders: readonly string[],
  all: Omit<DubWish, 'file'>,
  watching: Watching,
): AsyncGenerator<BatchEntry, void> {
  const taken = new Map<string, string>()
  for await (const file of watchFolders(folders, watching)) {
    const entry = entryOf({ file, own: {}, place: undefined }, all)
    const folder = folderKey(entry)
    const other = taken.get(folder) ?? file
    taken.set(folder, other)
    yield other === file ? entry : { ...entry, refused: doubled(file, other) }
  }
}

function doubled(file: string, other: string): Failure {
  const both = `${JSON.stringify(file)} would be delivered to the folder of ${JSON.stringify(other)}`
  return new Failure('usage', `${both}.`, { hint: 'Rename one of the two.' })
}
