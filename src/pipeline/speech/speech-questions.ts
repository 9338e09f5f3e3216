import type { DubRequest, ProviderRef } from '../../dub/request.ts'
import { speakable } from '../../wording/speakable.ts'
import { castVoices } from './cast.ts'

/** What the synthesizer is asked for each line of a script, by the voice of its speaker, with its numbers in words. */
export function speechQuestions(
  lines: readonly { readonly text: string; readonly speaker: number }[],
  language: string,
  request: DubRequest,
) {
  const { synthesizers, take, glossary } = request
  const by: ProviderRef = synthesizers[language] ?? { id: '', model: '' }
  const cast = castVoices([...new Set(lines.map(({ speaker }) => speaker))], language, request)
  return lines.map(({ text, speaker }) => {
    return { text: speakable(text, language, glossary), voice: cast.get(speaker) ?? '', language, take, by }
  })
}
