import { readFile, rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import type { Clip } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import { trimSilence } from '../../sound/trim.ts'
import { readWav, writeWav } from '../../sound/wav.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Stage } from '../stage.ts'

/** Seconds. Nobody says a line for longer, and all of it is held in memory. */
const LONGEST = 300

/** What a person has spoken themselves, as a clip: mono at the clips' rate, silence at both ends trimmed, as long as it is. */
export const takeRecording: Stage<{ readonly recording: BlobRef }, Clip> = {
  name: 'take-recording',
  version: 1,
  async run({ recording }, { blobs, media, scratch, signal }) {
    const path = await blobs.path(recording)
    const probe = await media.probe(path, { signal })
    if (probe.duration > LONGEST) {
      throw new Failure('input', `It lasts ${probe.duration.toFixed(0)} s; a line takes at most ${LONGEST} s.`, {
        hint: 'Record the line alone.',
      })
    }
    const wav = scratch.path('recording.wav')
    try {
      const most = { path, probe, most: LONGEST }
      await media.listen(most, { path: wav, sampleRate: SAMPLE_RATE, format: 'wav' }, { signal })
      const natural = trimSilence(readWav(await readFile(wav)).samples, SAMPLE_RATE)
      if (natural.length === 0) {
        throw new Failure('input', 'Nothing is heard in it.', { hint: 'Record it again, or delete it.' })
      }
      const audio = await blobs.put(writeWav(natural, SAMPLE_RATE), 'audio/wav')
      return { audio, seconds: natural.length / SAMPLE_RATE }
    } finally {
      await rm(wav, { force: true })
    }
  },
}
