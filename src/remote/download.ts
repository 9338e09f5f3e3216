import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '../clock.ts'
import { fileDigest } from '../digest.ts'
import { Failure } from '../failure.ts'
import type { RemoteArtifact } from './answers.ts'
import { pause, type Wait } from './ask.ts'
import { backoff } from './backoff.ts'
import { type DownloadPace, downloadTally } from './download-tally.ts'
import { fetchPart } from './fetch-part.ts'
import { safePath } from './safe-path.ts'

type Downloading = {
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told how far it is, whenever something has come. */
  readonly onPace?: ((pace: DownloadPace) => void) | undefined
  /** Told once, where the storage has brought nothing for some seconds, and is tried again. */
  readonly onWaiting?: (() => void) | undefined
  /** Files that are not to be written over, by their paths within the folder. */
  readonly leave?: readonly string[] | undefined
  readonly wait?: Wait | undefined
}

/** What says that all the rest is there. */
const LAST = 'manifest.json'
/** Milliseconds that a storage may bring nothing of a file before it is given up, and before that is told. */
const PATIENCE = 75_000
const UNSAID = 5000
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
  const tally = downloadTally(
    wanted.map(({ id }) => artifactIn(artifacts, id)),
    downloading,
  )
  const onWaiting = once(downloading.onWaiting)
  const have = async ({ id, path }: (typeof wanted)[number]) => {
    const artifact = artifactIn(artifacts, id)
    const onBytes = (bytes: number) => tally.came(id, bytes)
    const isFetched = await fetchWhole(artifact, path, { ...downloading, onWaiting, fresh: () => fresh(id), onBytes })
    tally.done(id, isFetched)
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

function once(tell: (() => void) | undefined): () => void {
  let isTold = false
  return () => {
    if (!isTold) tell?.()
    isTold = true
  }
}

type Fetching = Downloading & {
  readonly fresh: () => Promise<RemoteArtifact>
  readonly onBytes: (bytes: number) => void
}

/** @returns false where it was there already. */
async function fetchWhole(artifact: RemoteArtifact, path: string, fetching: Fetching): Promise<boolean> {
  const { signal, clock, fresh, onBytes, onWaiting, wait = pause } = fetching
  if (await isWhole(path, artifact, signal)) return false
  await mkdir(dirname(path), { recursive: true })
  // Named by what it will be: a part of another version is not gone on with.
  const part = join(dirname(path), `.${basename(path)}.part-${artifact.checksum.slice(0, 12)}`)
  let damaged = 0
  let source = artifact
  let [tries, since] = [0, clock.now()]
  // However often a connection breaks: only what brings nothing counts.
  const came = (bytes: number) => {
    ;[tries, since] = [0, clock.now()]
    onBytes(bytes)
  }
  while (true) {
    const end = await fetchPart(source, part, { signal, onBytes: came })
    signal.throwIfAborted()
    if (end === 'whole' && (await isWhole(part, artifact, signal))) {
      await rename(part, path)
      return true
    }
    if (end === 'whole' || end === 'wrong') {
      await rm(part, { force: true })
      damaged += 1
      if (damaged === 2) throw mismatch(artifact)
      continue
    }
    tries += 1
    const stuck = clock.now() - since
    if (stuck >= PATIENCE) throw notFetched(artifact)
    if (stuck >= UNSAID) onWaiting?.()
    if (end === 'expired') source = await fresh()
    if (end === 'broken' || tries > 1) await wait(backoff(tries), signal)
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
    hint: 'The storage does not answer. Check the network and run the same command again: what has arrived is kept.',
    retryable: true,
  })
}
