import type { BlobRef } from '../../dub/blob.ts'
import type { ProviderRef } from '../../dub/request.ts'
import type { Heard } from '../../ports/providers.ts'
import type { Stage } from '../stage.ts'

/** `seconds` is the speech's length, which is what transcription is paid by; `terms` are words to be expected in it. */
type Question = {
  readonly speech: BlobRef
  readonly seconds: number
  readonly language: string | null
  readonly terms: readonly string[]
  readonly by: ProviderRef
}

/** The words of a piece of the source, and when in it each is said. */
export const transcribe: Stage<Question, Heard> = {
  name: 'transcribe',
  version: 2,
  async run({ speech, language, terms, by }, { blobs, providers, scratch, signal, progress }) {
    const path = await blobs.path(speech)
    const options = { signal, progress, scratch: (name: string) => scratch.path(name) }
    return providers.transcriber(by.id).transcribe({ path, language, terms }, options)
  },
  bill: ({ by, seconds }) => ({ by, units: { stt_seconds: seconds } }),
}
