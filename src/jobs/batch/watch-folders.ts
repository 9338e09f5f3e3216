import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { recordingsIn } from './recordings-in.ts'

export type Watching = {
  /** Ends it. */
  readonly signal: AbortSignal
  /** Takes as long as a file has to stand still before it is taken to be whole; over at once when the signal comes. */
  readonly pause: () => Promise<void>
}

/**
 * The recordings of folders and of those below: those that are there, then those that come, each when its size and time
 * stand still. One that is changed afterwards comes again. Paths begin as the folder's.
 * @throws {Failure} `input` or `config`, where a folder cannot be read or watched any more.
 */
export async function* watchFolders(
  folders: readonly string[],
  { signal, pause }: Watching,
): AsyncGenerator<string, void> {
  using bell = bellOf(signal)
  const given = new Map<string, string>()
  let before = new Map<string, string>()
  while (!signal.aborted) {
    const now = new Map<string, string>()
    const found = await Promise.all(folders.map(recordingsIn))
    bell.watch(found.flatMap((each) => each.folders))
    for (const file of found.flatMap((each) => each.recordings)) {
      const state = await stateOf(file)
      if (state === undefined || state === given.get(file)) continue
      if (state === before.get(file)) {
        given.set(file, state)
        yield file
        if (signal.aborted) return
      } else now.set(file, state)
    }
    before = now
    await (now.size > 0 ? pause() : bell.rung())
  }
}

/** Undefined where it has gone. */
async function stateOf(file: string): Promise<string | undefined> {
  return stat(file).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => undefined,
  )
}

/** Rings when something has changed in the folders that it watches, and at the signal. */
function bellOf(signal: AbortSignal) {
  const watchers = new Map<string, FSWatcher>()
  let pulled = false
  let trouble: Failure | undefined
  let wake = () => {}
  const ring = () => {
    pulled = true
    wake()
  }
  const open = (folder: string) => {
    const failed = (cause: unknown) => {
      trouble ??= unwatchable(folder, cause)
      ring()
    }
    try {
      watchers.set(folder, watch(folder, ring).on('error', failed))
      ring() // What came before it was watched is seen in another look.
    } catch (cause) {
      failed(cause)
    }
  }
  signal.addEventListener('abort', ring)
  return {
    watch(folders: readonly string[]) {
      for (const folder of folders) if (!watchers.has(folder)) open(folder)
      for (const [folder, watcher] of watchers) {
        if (folders.includes(folder)) continue
        watcher.close()
        watchers.delete(folder)
      }
    },
    async rung(): Promise<void> {
      if (!pulled) await new Promise<void>((resolve) => (wake = resolve))
      pulled = false
      if (trouble) throw trouble
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', ring)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

function unwatchable(folder: string, cause: unknown): Failure {
  return new Failure('config', `The folder ${JSON.stringify(folder)} cannot be watched.`, {
    cause,
    hint: 'Leave --watch out and run the command again when there are new files. On Linux, fs.inotify.max_user_watches may be too low.',
  })
}
