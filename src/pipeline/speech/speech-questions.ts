import type { DubRequest, ProviderRef } from '../../dub/request.ts'
import type { ScriptLine } from '../../dub/script.ts'
import { speakable } from '../../wording/speakable.ts'
import { castVoices } from './cast.ts'

type SpeakableLine = Pick<ScriptLine, 'text' | 'speaker' | 'voice' | 'take'>

/**
 * What the synthesizer is asked for each line of a script: in the line's own voice, or its speaker's, the line's own take, or
 * that of all, with its numbers in words.
 */
export function speechQuestions(lines: readonly SpeakableLine[], language: string, request: DubRequest) {
  const { synthesizers, take, glossary } = request
  const by: ProviderRef = synthesizers[language] ?? { id: '', model: '' }
  const cast = castVoices([...new Set(lines.map(({ speaker }) => speaker))], language, request)
  return lines.map(({ text, speaker, ...own }) => {
    const voice = own.voice ?? cast.get(speaker) ?? ''
    return { text: speakable(text, language, glossary), voice, language, take: own.take ?? take, by }
  })
}
