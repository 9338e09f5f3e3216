import type { Probe } from '../ports/media.ts'
import { startsAtUsedStream } from './start-of-time.ts'

/**
 * The options that pick a track's audio. Beside a picture, time counts from the picture's start: audio that begins
 * later is padded, and holes in it are filled. Without one, the first sample is zero and nothing is added. `more` are
 * filters to follow.
 */
export function audioOf({ audio, format, video }: Probe, ...more: readonly string[]): readonly string[] {
  const shift = startsAtUsedStream(format) ? [`asetpts=PTS+${audio.late}/TB`] : []
  const filters = [...(video ? [...shift, 'aresample=async=1:first_pts=0'] : []), ...more]
  return ['-map', `0:${audio.stream}`, ...(filters.length > 0 ? ['-af', filters.join(',')] : [])]
}
