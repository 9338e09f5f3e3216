import { basename } from 'node:path'

/** A file's name without its folders, fit to be shown: no control character in it reaches a terminal. */
export function quotedName(path: string): string {
  return JSON.stringify(basename(path)).replace(UNSAFE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** What JSON lets through: DEL, the second set of control characters, line separators, changes of direction. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
