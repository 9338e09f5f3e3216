import type { BlobRef } from '../../dub/blob.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import type { Stage } from '../stage.ts'

type Question = {
  readonly track: BlobRef
  readonly probe: Probe
  readonly sampleRate: number
  readonly format: 'wav' | 'opus'
}

/** The voice track as a mono file at the transcriber's rate (Hz), and its true length: containers guess theirs, samples are counted. */
export const listen: Stage<Question, { readonly speech: BlobRef; readonly listened: Listened }> = {
  name: 'listen',
  version: 3,
  async run({ track, probe, sampleRate, format }, { blobs, media, scratch, signal, progress }) {
    const file = { path: scratch.path(`speech.${format}`), sampleRate, format }
    const say = (seconds: number) => progress(Math.min(1, seconds / probe.duration))
    const listened = await media.listen({ path: await blobs.path(track), probe }, file, { signal, progress: say })
    return { speech: await blobs.adopt(file.path, format === 'wav' ? 'audio/wav' : 'audio/ogg'), listened }
  },
}
