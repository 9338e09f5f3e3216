import type { ProviderRef } from '../../dub/request.ts'
import type { Clip } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import { trimSilence } from '../../sound/trim.ts'
import { readWav, writeWav } from '../../sound/wav.ts'
import type { Stage } from '../stage.ts'

type Question = {
  readonly text: string
  readonly voice: string
  readonly language: string
  readonly take: number
  readonly by: ProviderRef
}

/** One line at a time, so that a dub cut short goes on at the line where it stopped. A silent clip is a failure. */
export const speak: Stage<Question, Clip> = {
  name: 'speak',
  version: 1,
  async run({ by, ...line }, { blobs, providers, signal, progress }) {
    const { samples, sampleRate } = readWav(await providers.synthesizer(by.id).speak(line, { signal, progress }))
    const spoken = trimSilence(samples, sampleRate)
    if (spoken.length === 0) throw new Failure('vendor', `${by.id} gave back silence.`, { retryable: true })
    return { audio: await blobs.put(writeWav(spoken, sampleRate), 'audio/wav'), seconds: spoken.length / sampleRate }
  },
  usage: ({ text }) => ({ tts_characters: [...text].length }),
}
