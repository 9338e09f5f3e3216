import type { ProviderRef } from '../../dub/request.ts'
import type { Clip } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import { resample } from '../../sound/resample.ts'
import { trimSilence } from '../../sound/trim.ts'
import { readWav, writeWav } from '../../sound/wav.ts'
import { SAMPLE_RATE } from '../master.ts'
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
  async run({ by, ...line }, { blobs, providers, scratch, signal, progress }) {
    const options = { signal, progress, scratch: (name: string) => scratch.path(name) }
    const sound = readWav(await providers.synthesizer(by.id).speak(line, options))
    const natural = trimSilence(sound.samples, sound.sampleRate)
    if (natural.length === 0) throw new Failure('vendor', `${by.id} gave back silence.`, { retryable: true })
    // Here, once, and not at every mix.
    const spoken = resample(natural, sound.sampleRate, SAMPLE_RATE)
    return { audio: await blobs.put(writeWav(spoken, SAMPLE_RATE), 'audio/wav'), seconds: spoken.length / SAMPLE_RATE }
  },
  usage: ({ text }) => ({ tts_characters: [...text].length }),
}
