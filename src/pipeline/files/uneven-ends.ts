import type { DubRequest } from '../../dub/request.ts'
import { secondsOf } from '../source/hear.ts'
import type { Prepared } from '../source/prepare.ts'

/** Seconds. Containers round, and a picture's last frame seldom ends with the sound. */
const UNEVEN = 0.5

/**
 * A sentence for people where audio for YouTube lasts otherwise than the picture. It is as long as the file that is
 * uploaded says of itself, which is what a player shows of it: the longest of what it holds. That is the picture's length
 * where the sound ends first, and nothing is to be said. Where sound or subtitles outlast the picture, YouTube does not
 * say which of the lengths it holds the audio against: no reason to fail, but one to look.
 */
export function unevenEnds({ youtube }: DubRequest, { probed, length }: Pick<Prepared, 'probed' | 'length'>): string[] {
  const { pictureDuration: picture } = probed
  const whole = secondsOf({ length })
  if (!youtube || picture === undefined || Math.abs(whole - picture) <= UNEVEN) return []
  const lengths = `The video's picture lasts ${picture.toFixed(1)} s, the whole file and the audio for YouTube ${whole.toFixed(1)} s.`
  return [`${lengths} Should YouTube refuse the audio, cut the video so that all of it ends together, and dub it anew.`]
}
