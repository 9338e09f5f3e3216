import { isAbsolute, relative } from 'node:path'

/** A path as short as it can be typed in a folder. */
export function placeOf(path: string, folder: string): string {
  const within = relative(folder, path)
  return within === '' || within.startsWith('..') || isAbsolute(within) ? path : within
}
