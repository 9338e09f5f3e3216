import type { BlobRef } from '../../dub/blob.ts'
import type { Artifact } from '../../dub/dubbed.ts'
import { endsJob, Failure } from '../../failure.ts'
import type { VideoContainer } from '../../ports/media.ts'

type Wanted = {
  readonly type: 'video' | 'video_captioned' | 'video_multitrack'
  /** Of the file, without its ending. */
  readonly name: string
  readonly container: VideoContainer
  readonly duration: number
  /** What is said where it cannot be had. */
  readonly without: string
  readonly warn: (message: string) => void
}

/** A video that cannot be had is no reason to throw away a finished dub: it is said, and the rest is delivered. */
export async function ifPossible(
  { type, name, container, duration, without, warn }: Wanted,
  make: () => Promise<BlobRef>,
): Promise<Artifact[]> {
  try {
    const blob = await make()
    return [{ type, fileName: `${name}.${container}`, mime: blob.type, duration, content: { blob } }]
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    warn([without, failure.message, failure.hint].filter((part) => part !== undefined).join(' '))
    return []
  }
}
