/**
 * For ffmpeg and ffprobe: the largest piece of memory that either may ask for at once, in bytes. A header that announces a
 * picture or an index of gigabytes is refused; a frame of 8K video with 16 bits a sample takes 200 MB.
 */
export const BOUNDED = ['-max_alloc', String(512 * 2 ** 20)] as const
