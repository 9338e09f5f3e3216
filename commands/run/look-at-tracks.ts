import { openMedia } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { Failure } from '../../src/failure.ts'
import { apart } from '../../src/jobs/service/apart.ts'
import type { Media } from '../../src/ports/media.ts'
import type { TrackFile } from '../../src/remote/track.ts'

type Looked = { readonly voice: TrackFile; readonly background: TrackFile | null }

/**
 * Looks at tracks before a byte of them is sent: the service would refuse them only when all of it is there. Where there is
 * no ffmpeg here, it does.
 * @throws {Failure} `input`, where one is no recording or has no audio, or they are not equally long.
 */
export async function lookAtTracks({ voice, background }: Looked, config: Config, signal: AbortSignal): Promise<void> {
  const media = await openMedia(config)
  if (!media) return
  const [spoken, behind] = await Promise.all([lasting(voice, media, signal), lasting(background, media, signal)])
  // A header may say nothing of it.
  if (!spoken || !behind || !apart(spoken, behind)) return
  const lengths = `"${voice.name}" lasts ${spoken.duration.toFixed(1)} s, "${background?.name}" ${behind.duration.toFixed(1)} s`
  throw new Failure('input', `Voice and background must be equally long, give or take 2 %: ${lengths}.`, {
    hint: 'Cut the background, or lengthen it, or leave --background out.',
  })
}

async function lasting(track: TrackFile | null, media: Media, signal: AbortSignal) {
  if (track === null) return undefined
  const { duration } = await media.probe(track.path, { signal })
  return Number.isFinite(duration) && duration > 0 ? { duration } : undefined
}
