import type { DubRequest } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import { noSuchVoice } from './no-such-voice.ts'

/**
 * Looks whether the voices that a person wants for single lines are there.
 * @throws {Failure} `input`, naming the line and the voices that there are.
 */
export function checkLineVoices({
  edits,
  cast,
  synthesizers,
}: Pick<DubRequest, 'edits' | 'cast' | 'synthesizers'>): void {
  for (const [language, lines] of Object.entries(edits)) {
    const voices = cast[language] ?? []
    for (const [line, { voice }] of Object.entries(lines)) {
      if (voice === undefined || voices.includes(voice)) continue
      const id = synthesizers[language]?.id ?? 'nobody'
      const { what, hint } = noSuchVoice({ voice, language }, { id, voices })
      throw new Failure('input', `Line ${line} of ${language}/script.json: ${what}`, { hint })
    }
  }
}
