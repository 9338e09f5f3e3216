import type { VideoContainer } from '../../ports/media.ts'

/** Pictures, by ffmpeg's names, that a container holds and its players know. */
const HOLDS: Readonly<Record<Exclude<VideoContainer, 'mkv'>, ReadonlySet<string>>> = {
  mp4: new Set(['av1', 'h264', 'hevc', 'mpeg4', 'vp9']),
  mov: new Set(['dnxhd', 'h264', 'hevc', 'mjpeg', 'mpeg4', 'prores']),
  webm: new Set(['av1', 'vp8', 'vp9']),
}

/** The container that the picture came in, where the dub fits into it, else MP4, and Matroska, which holds anything. */
export function containerOf(fileName: string, codec: string | null): VideoContainer {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  if (ending === 'mkv') return 'mkv'
  const fits = (container: keyof typeof HOLDS) => HOLDS[container].has(codec ?? '')
  if ((ending === 'mov' || ending === 'webm') && fits(ending)) return ending
  return fits('mp4') ? 'mp4' : 'mkv'
}
