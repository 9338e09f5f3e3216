/** Of all terms together. More is refused ("Keyterm limit exceeded"). */
const MOST_TOKENS = 500
/** How Deepgram counts tokens is not said. Two bytes are fewer than a token has in any writing but single letters. */
const BYTES_PER_TOKEN = 2

/** The terms that are worth telling the model, as many of the first as it takes. */
export function keytermsOf(terms: readonly string[]): string[] {
  const kept: string[] = []
  let tokens = 0
  for (const term of new Set(terms.map((each) => each.replace(/\s+/g, ' ').trim()))) {
    if (term === '') continue
    const more = 1 + Math.ceil(Buffer.byteLength(term) / BYTES_PER_TOKEN)
    if (tokens + more > MOST_TOKENS) continue // A shorter one may still fit.
    tokens += more
    kept.push(term)
  }
  return kept
}
