/** Letters of the text that may be passed over before a word is found again. */
const FARTHEST = 40

/**
 * Words as the whole text has them, with its punctuation and capitals: Whisper's words may come without, and sentences
 * would not be told apart. Where the words have punctuation of their own they stay as they are.
 */
export function withPunctuation<Word extends { readonly text: string }>(
  words: readonly Word[],
  whole: string,
): readonly Word[] {
  if (words.some(({ text }) => /[.,!?;:…。，、！？।]$/u.test(text))) return words
  const plain = whole.toLowerCase()
  // A letter that changes its length in lower case would shift everything after it.
  if (plain.length !== whole.length) return words
  let at = 0
  return words.map((word) => {
    const found = plain.indexOf(word.text.toLowerCase(), at)
    if (found < 0 || found - at > FARTHEST) return word
    const end = found + word.text.length
    const opening = /[^\s\p{L}\p{N}]*$/u.exec(whole.slice(at, found))?.[0] ?? ''
    const closing = /^[^\s\p{L}\p{N}]*/u.exec(whole.slice(end))?.[0] ?? ''
    at = end + closing.length
    return { ...word, text: opening + whole.slice(found, end) + closing }
  })
}
