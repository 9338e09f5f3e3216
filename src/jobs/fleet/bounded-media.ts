import type { Media, Probe } from '../../ports/media.ts'

/**
 * The same media, which decodes no track for much longer than its own header says: whether a recording is too long was asked
 * of that header, which may lie. The bound depends on nothing else, so that what is remembered of a track holds for all jobs.
 */
export function boundedMedia(media: Media): Media {
  return {
    ...media,
    listen: (track, file, options) => media.listen({ ...track, ...bound(track.probe) }, file, options),
    decode: (track, raw, options) => media.decode({ ...track, ...bound(track.probe) }, raw, options),
  }
}

/** Honest headers are off by a frame, or by a guess at the bit rate. */
function bound({ duration }: Probe): { readonly most?: number } {
  return Number.isFinite(duration) ? { most: duration * 1.02 + 2 } : {}
}
