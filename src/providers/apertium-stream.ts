/** The characters that mean something in Apertium's stream format. A tilde is lost even so, if it is not in brackets. */
const SPECIAL = /[\\^$@*/<>{}[\]]/g
const ESCAPED = /\\([\s\S])/g
/** Control characters, halves of characters and invisible marks would end or confuse the stream; nobody hears them. */
const UNHEARD = /[\p{Cc}\p{Cs}\u00AD\u200B\u200E\u200F\u2028-\u202E\uFEFF]/gu
/** A word that Apertium drops at the end of a sentence leaves its space there. */
const SPACED_MARK = / +([.,;:!?…])/g
const SENTENCE_END = /[.!?…]["'”’»)\]]*$/

/** What was sent of one text, and what must be undone when its translation comes back. */
export type Sent = { readonly source: string; readonly stop: string; readonly mark: string; readonly block: string }

/**
 * One text as a block of Apertium's stream. It is ended by a full stop, where it has none, and a mark of its own:
 * without a sentence end Apertium takes the text for a heading, and a mark that does not come back whole says that
 * words went astray.
 */
export function encodeText(text: string, index: number): Sent {
  const source = text.replace(/\s/g, ' ').replace(UNHEARD, '').replace(/ {2,}/g, ' ').trim()
  const stop = source === '' || SENTENCE_END.test(source) ? '' : '.'
  const mark = `[${index}]`
  return { source, stop, mark, block: `${source.replace(SPECIAL, '\\$&').replaceAll('~', '[~]')}${stop}${mark}` }
}

/** A block that came back, as text again; undefined where its mark did not survive. */
export function decodeText(block: string | undefined, { source, stop, mark }: Sent): string | undefined {
  const words = block?.trimEnd()
  if (words === undefined || !words.endsWith(mark)) return undefined
  const raw = words.slice(0, -mark.length).replaceAll('[~]', '~').replace(ESCAPED, '$1').replace(/\s+/g, ' ').trim()
  const text = source.search(SPACED_MARK) >= 0 ? raw : raw.replace(SPACED_MARK, '$1')
  const whole = stop !== '' && text.endsWith(stop) ? text.slice(0, -stop.length).trimEnd() : text
  // Some words (the "do" of a question) have no translation of their own. Something was said, so something is there.
  return whole === '' ? source : withCaseOf(source, whole)
}

/** Apertium's rules put articles in front and capitalise on their own; the first letter is as the source has it. */
function withCaseOf(source: string, text: string): string {
  const first = /\p{L}/u.exec(source)?.[0]
  if (first === undefined) return text
  const upper = first === first.toUpperCase() && first !== first.toLowerCase()
  return text.replace(/\p{L}/u, (letter) => (upper ? letter.toUpperCase() : letter.toLowerCase()))
}
