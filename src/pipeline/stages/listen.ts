import type { BlobRef } from '../../dub/blob.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'

type Question = { readonly track: BlobRef; readonly probe: Probe; readonly transcriber: string }

/** The voice track as a transcriber takes it, and its true length: containers guess theirs, samples are counted. */
export const listen: Stage<Question, { readonly speech: BlobRef; readonly listened: Listened }> = {
  name: 'listen',
  version: 1,
  async run({ track, probe, transcriber }, { blobs, media, providers, scratch, signal, progress }) {
    const wav = { path: scratch.path('speech.wav'), sampleRate: providers.transcriber(transcriber).sampleRate }
    const say = (seconds: number) => progress(Math.min(1, seconds / probe.duration))
    const listened = await media.listen({ path: await blobs.path(track), probe }, wav, { signal, progress: say })
    return { speech: await blobs.adopt(wav.path, 'audio/wav'), listened }
  },
}
