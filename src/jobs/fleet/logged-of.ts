/**
 * What a worker's log says of a failure: its message up to where it may begin to quote. Foreign messages quote behind colons and
 * in quotation marks: what was said, what a server answered, a part of a key.
 */
export function loggedOf(message: string): string {
  return message
    .replace(/[:"'`“«{[(\p{Cc}].*$/su, '')
    .slice(0, MOST)
    .trim()
}

/** Characters. */
const MOST = 120
