/**
 * Whether ffmpeg counts time from the first stream that it was told to use, and not from the first one in the file.
 * It does so for broadcast containers, whose time may jump; what comes later than the rest is then not seen to.
 */
export function startsAtUsedStream(format: string): boolean {
  return format === 'mpegts' || format === 'mpeg'
}
