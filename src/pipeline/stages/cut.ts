import type { BlobRef } from '../../dub/blob.ts'
import type { Span } from '../../dub/speech.ts'
import { cutPlaces } from '../../sound/silences.ts'
import { wavSamples } from '../source/wav-samples.ts'
import type { Stage } from '../stage.ts'

type Question = {
  /** Mono WAV of 16 bits. */
  readonly speech: BlobRef
  /** Hz. */
  readonly sampleRate: number
  readonly samples: number
  /** Seconds of a piece. */
  readonly longest: number
}

/** A piece of the source: Ogg Opus, and where in the source it belongs. */
export type Piece = Span & { readonly audio: BlobRef }

/** The speech as it is uploaded: compressed, and in pieces that begin and end in silence where it is too long for one call. */
export const cut: Stage<Question, readonly Piece[]> = {
  name: 'cut',
  version: 1,
  async run({ speech, sampleRate, samples, longest }, { blobs, media, scratch, signal, progress }) {
    const path = await blobs.path(speech)
    const inside = samples > longest * sampleRate ? await cutPlaces(wavSamples(path), longest, sampleRate) : []
    const edges = [0, ...inside, samples]
    const pieces: Piece[] = []
    for (const [index, to] of edges.slice(1).entries()) {
      const from = edges[index] ?? 0
      const opus = scratch.path('speech.opus')
      await media.compress({ path, from, to }, { path: opus }, { signal })
      const audio = await blobs.adopt(opus, 'audio/ogg')
      pieces.push({ audio, start: from / sampleRate, end: to / sampleRate })
      progress(to / samples)
    }
    return pieces
  },
}
