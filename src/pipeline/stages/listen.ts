import type { BlobRef } from '../../dub/blob.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'

type Question = { readonly track: BlobRef; readonly probe: Probe; readonly sampleRate: number }

/** The voice track as a mono WAV file at the transcriber's rate (Hz), and its true length: containers guess theirs, samples are counted. */
export const listen: Stage<Question, { readonly speech: BlobRef; readonly listened: Listened }> = {
  name: 'listen',
  version: 2,
  async run({ track, probe, sampleRate }, { blobs, media, scratch, signal, progress }) {
    const wav = { path: scratch.path('speech.wav'), sampleRate }
    const say = (seconds: number) => progress(Math.min(1, seconds / probe.duration))
    const listened = await media.listen({ path: await blobs.path(track), probe }, wav, { signal, progress: say })
    return { speech: await blobs.adopt(wav.path, 'audio/wav'), listened }
  },
}
