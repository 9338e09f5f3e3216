import type { DubRequest } from '../../dub/request.ts'
import type { Source } from '../source/hear.ts'

/** What is for videos only, and was asked for without one: a sentence for people. */
export function askedInVain({ keepOriginalTrack, multitrack, burnCaptions }: DubRequest, { video }: Source): string[] {
  if (video) return []
  const flags = Object.entries({
    '--keep-original-track': keepOriginalTrack,
    '--multitrack': multitrack,
    '--burn-captions': burnCaptions,
  }).flatMap(([flag, asked]) => (asked ? [flag] : []))
  if (flags.length === 0) return []
  const are = flags.length === 1 ? 'is' : 'are'
  return [`The recording has no picture: ${new Intl.ListFormat('en').format(flags)} ${are} left out.`]
}
