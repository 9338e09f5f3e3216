/** One spelling for what looks the same, so that a term is found however it was typed. */
export function evenSpelling(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[’ʼ＇]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
}

/** A pattern (flag `u`) for just this text: its own case where it has capitals inside (`GitHub`, `IT`), else any. */
export function termPattern(text: string, { before = '', after = '' } = {}): RegExp {
  return new RegExp(`${before}${escaped(text)}${after}`, hasCapitalsInside(text) ? 'gu' : 'giu')
}

export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** A capital that no beginning of a sentence and no title (`New York`) puts there. */
function hasCapitalsInside(text: string): boolean {
  return /\S\p{Lu}/u.test(text)
}
