import { Failure } from '../failure.ts'
import type { Inspection, Stream } from './inspect.ts'

/** The picture that moves; cover art is not one. */
export function movingPicture({ streams }: Pick<Inspection, 'streams'>): Stream | undefined {
  return streams.find(({ codec_type, disposition }) => codec_type === 'video' && !disposition?.attached_pic)
}

/**
 * The same, where there must be one.
 * @throws {Failure} `input`, where there is none.
 */
export function pictureOf(seen: Inspection, name: string): Stream {
  const picture = movingPicture(seen)
  if (!picture) throw new Failure('input', `${name} has no picture.`, { hint: 'Give a video.' })
  return picture
}
