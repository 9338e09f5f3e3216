import type { BlobRef } from '../../dub/blob.ts'
import type { ProviderRef } from '../../dub/request.ts'
import type { Heard } from '../../ports/providers.ts'
import type { Stage } from '../stage.ts'

/** `seconds` is the speech's length, which is what transcription is paid by. */
type Question = {
  readonly speech: BlobRef
  readonly seconds: number
  readonly language: string | null
  readonly by: ProviderRef
}

/** The words of the source, and when each is said. */
export const transcribe: Stage<Question, Heard> = {
  name: 'transcribe',
  version: 1,
  async run({ speech, language, by }, { blobs, providers, scratch, signal, progress }) {
    const path = await blobs.path(speech)
    return providers
      .transcriber(by.id)
      .transcribe({ path, language }, { signal, progress, scratch: (name) => scratch.path(name) })
  },
  usage: ({ seconds }) => ({ stt_seconds: seconds }),
}
