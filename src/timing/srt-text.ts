/** What SubRip players take for markup, and what looks like it but is not: SubRip knows no escapes. */
const LOOK_ALIKES = [
  [/-->/g, '→'],
  [/<(?=\/?[a-z])/gi, '‹'],
  [/\{(?=\\)/g, '('],
  [/&(?=(?:[a-z]+|#\w+);)/gi, '＆'],
] as const

/** A text as it can stand in SubRip: an arrow becomes "→", and what would be markup its look-alike. */
export function srtText(text: string): string {
  return LOOK_ALIKES.reduce((all, [mark, alike]) => all.replace(mark, alike), text)
}
