import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileDigest } from '../digest.ts'
import { Failure } from '../failure.ts'
import type { RemoteArtifact } from './answers.ts'
import { pause, type Wait } from './ask.ts'
import { backoff } from './backoff.ts'
import { fetchPart } from './fetch-part.ts'
import { safePath } from './safe-path.ts'

type Downloading = {
  readonly signal: AbortSignal
  /** Told after each file how many of all are there. */
  readonly onFile?: ((done: number, total: number) => void) | undefined
  /** Files that are not to be written over, by their paths within the folder. */
  readonly leave?: readonly string[] | undefined
  readonly wait?: Wait | undefined
}

/** What says that all the rest is there. */
const LAST = 'manifest.json'
const TRIES = 5
/** Files at once. */
const WIDTH = 3

/**
 * Fetches a job's files into a folder, each whole or not at all, the manifest last. One that is there already, byte for
 * byte, is not fetched; one of which a part is there is gone on with. `list` says which files there are, with URLs that
 * expire: it is asked anew where they do.
 * @throws {Failure} `vendor`, where a file cannot be had whole, or the service names one outside of the folder.
 */
export async function download(
  list: () => Promise<readonly RemoteArtifact[]>,
  folder: string,
  downloading: Downloading,
): Promise<void> {
  let artifacts = await list()
  // All paths before any byte: a service that names a wrong one is not to be trusted with the others.
  const files = artifacts.map(({ id, file }) => ({ id, file, path: safePath(folder, file) }))
  const wanted = files.filter(({ file }) => !downloading.leave?.includes(file))
  const fresh = async (id: string) => {
    artifacts = await list()
    return artifactIn(artifacts, id)
  }
  let done = 0
  const have = async ({ id, path }: (typeof wanted)[number]) => {
    await fetchWhole(artifactIn(artifacts, id), path, { ...downloading, fresh: () => fresh(id) })
    done += 1
    downloading.onFile?.(done, wanted.length)
  }
  const queue = wanted.filter(({ file }) => file !== LAST)
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await have(next)
  }
  const lanes = await Promise.allSettled(Array.from({ length: WIDTH }, lane))
  for (const each of lanes) if (each.status === 'rejected') throw each.reason
  for (const last of wanted.filter(({ file }) => file === LAST)) await have(last)
}

function artifactIn(artifacts: readonly RemoteArtifact[], id: string): RemoteArtifact {
  const found = artifacts.find((artifact) => artifact.id === id)
  if (found) return found
  throw new Failure('vendor', 'The service has deleted a file of the job while it was fetched.', {
    hint: 'Dub it again: the same command.',
  })
}

type Fetching = Downloading & { readonly fresh: () => Promise<RemoteArtifact> }

async function fetchWhole(artifact: RemoteArtifact, path: string, { signal, fresh, wait = pause }: Fetching) {
  if (await isWhole(path, artifact, signal)) return
  await mkdir(dirname(path), { recursive: true })
  // Named by what it will be: a part of another version is not gone on with.
  const part = join(dirname(path), `.${basename(path)}.part-${artifact.checksum.slice(0, 12)}`)
  let damaged = 0
  let source = artifact
  for (let tries = 1; ; tries += 1) {
    const end = await fetchPart(source, part, signal)
    signal.throwIfAborted()
    if (end === 'whole') {
      if (await isWhole(part, artifact, signal)) return rename(part, path)
      await rm(part, { force: true })
      damaged += 1
      if (damaged === 2) throw mismatch(artifact)
    }
    if (tries >= TRIES) throw notFetched(artifact)
    if (end === 'expired') source = await fresh()
    if (end === 'broken') await wait(backoff(tries), signal)
  }
}

async function isWhole(path: string, { bytes, checksum }: RemoteArtifact, signal: AbortSignal): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true && found.size === bytes && (await fileDigest(path, signal)) === checksum
}

function mismatch({ file }: RemoteArtifact): Failure {
  return new Failure('vendor', `${JSON.stringify(file)} does not arrive as it was sent: its checksum is wrong.`, {
    hint: 'Run the same command again: what has arrived is kept.',
    retryable: true,
  })
}

function notFetched({ file }: RemoteArtifact): Failure {
  return new Failure('vendor', `${JSON.stringify(file)} cannot be fetched from the storage.`, {
    hint: 'Check the network and run the same command again: what has arrived is kept.',
    retryable: true,
  })
}
