import type { Units } from '../../dub/prices.ts'

/** A token is about four characters of English and three of most other languages; the rest is instructions, ids and times. */
const CHARACTERS_PER_TOKEN = 3.5
const TOKENS_OF_INSTRUCTIONS = 1100
const TOKENS_AROUND_A_LINE = 40

/**
 * What a translator will be billed by: for reading texts, some for each line asked for and some around them, and for
 * writing one for each line, about as long.
 */
export function expectedTokens(lines: readonly string[], read: readonly string[]): Units {
  const written = tokens(lines) + TOKENS_AROUND_A_LINE * lines.length
  return { llm_input_tokens: TOKENS_OF_INSTRUCTIONS + written + tokens(read), llm_output_tokens: written }
}

function tokens(texts: readonly string[]): number {
  return Math.round(texts.reduce((sum, text) => sum + text.length, 0) / CHARACTERS_PER_TOKEN)
}
