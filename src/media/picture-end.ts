import type { Stream } from './inspect.ts'

/**
 * When a picture ends, in seconds from the start of the container's time; undefined where the file does not say. Matroska
 * and WebM have no length of a stream: there ffmpeg and mkvmerge write a tag, `DURATION`, as `00:00:02.040000000`, which
 * ffmpeg counts from the start of the container's time.
 */
export function pictureEnd({ start_time: start, duration, tags }: Stream, containerStart: number): number | undefined {
  if (duration > 0) return start - containerStart + duration
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tags?.DURATION ?? '') ?? []
  const tagged = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return tagged > 0 ? tagged : undefined
}
