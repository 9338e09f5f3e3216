import type { DubRequest, Edits } from '../dub/request.ts'
import type { Script } from '../dub/script.ts'
import type { Transcript } from '../dub/speech.ts'
import type { Run } from './run.ts'
import { translate } from './stages/translate.ts'

type Parts = {
  readonly language: string
  readonly transcript: Transcript
  readonly request: DubRequest
  readonly warn: (message: string) => void
}

/**
 * The lines in a target language: the translator's wording, or a person's own where they edited it. An edit that was
 * made for another source text is left out, and said.
 */
export async function writeScript({ language, transcript, request, warn }: Parts, run: Run): Promise<Script> {
  const { language: from, lines } = transcript
  const texts = lines.map((line) => line.text)
  run.emit({ event: 'stage', language, stage: 'translating', done: 0, total: 1 })
  const translated = await run.step(translate, { texts, from, to: language, by: request.translator })
  const edits = request.edits[language] ?? {}
  sayLeftOut(edits, transcript, warn)
  const script = lines.map(({ id, start, end, speaker, text: source }, index) => {
    const own = translated[index] ?? ''
    const edit = edits[id]
    return { id, start, end, speaker, source, translated: own, text: edit?.source === source ? edit.text : own }
  })
  return { script: 1, from, language, lines: script }
}

function sayLeftOut(edits: Edits[string], { lines }: Transcript, warn: (message: string) => void): void {
  const sources = new Map(lines.map(({ id, text }) => [String(id), text]))
  const left = Object.keys(edits).filter((id) => edits[id]?.source !== sources.get(id))
  if (left.length === 0) return
  warn(
    `Edits of lines that are now others were left out (${left.join(', ')}). They are kept beside the script, in script.left-out-….json.`,
  )
}
