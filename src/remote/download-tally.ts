import type { Clock } from '../clock.ts'
import type { RemoteArtifact } from './answers.ts'
import { type Pace, paceMeter } from './pace.ts'

/** How far all files of a job are together. */
export type DownloadPace = Pace & {
  /** Files that are there, whole. */
  readonly files: number
  readonly totalFiles: number
}

type Telling = { readonly clock: Clock; readonly onPace?: ((pace: DownloadPace) => void) | undefined }

/** Adds up how far the files of a download are. One that was there already counts as done, but not for how fast it goes: where all were, nothing is told. */
export function downloadTally(artifacts: readonly Pick<RemoteArtifact, 'id' | 'bytes'>[], { clock, onPace }: Telling) {
  const sizes = new Map(artifacts.map(({ id, bytes }) => [id, bytes]))
  const total = sum(sizes)
  const meter = paceMeter(total, clock)
  const there = new Map<string, number>()
  let [files, unmoved] = [0, 0]
  const tell = () => {
    const bytes = sum(there)
    const { speed } = meter(bytes - unmoved)
    const left = speed === undefined ? undefined : (total - bytes) / speed
    onPace?.({ bytes, total, speed, left, files, totalFiles: sizes.size })
  }
  return {
    /** So many bytes of a file are there. */
    came(id: string, bytes: number) {
      if (!there.has(id)) unmoved += bytes // What a run before this one has left, or a first piece.
      there.set(id, bytes)
      if (sum(there) < total) tell() // Else it is told once that file is whole.
    },
    /** A file is there, whole. */
    done(id: string, isFetched: boolean) {
      const size = sizes.get(id) ?? 0
      unmoved += size - (there.get(id) ?? 0)
      there.set(id, size)
      files += 1
      if (isFetched) tell()
    },
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((before, bytes) => before + bytes, 0)
}
