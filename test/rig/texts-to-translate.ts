import type { TextToTranslate } from '../../src/ports/providers.ts'

/** Texts as a translator is asked for them: a line each, in time enough, and nothing around them. */
export function toTranslate(texts: readonly string[], from: string, to: string): TextToTranslate {
  const lines = texts.map((text, index) => ({ id: index + 1, text, speaker: 0, seconds: 5, characters: 80 }))
  return { lines, before: [], after: [], from, to, glossary: [], register: null, context: null }
}
