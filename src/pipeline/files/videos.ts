import { type BlobRef, blobOf } from '../../dub/blob.ts'
import type { Caption } from '../../dub/captions.ts'
import { type Artifact, stemOf } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { DubRequest } from '../../dub/request.ts'
import { toSrt } from '../../timing/subtitles.ts'
import type { Run } from '../run.ts'
import { type Source, secondsOf } from '../source/hear.ts'
import { burn } from '../stages/burn.ts'
import { mux } from '../stages/mux.ts'
import { containerOf } from './container-of.ts'
import { ifPossible } from './if-possible.ts'

type Parts = {
  readonly source: Source
  readonly request: DubRequest
  readonly warn: (message: string) => void
}

type Sound = { readonly audio: BlobRef; readonly language: string }

/** The videos of one language: with captions that can be turned on and, where asked for, with painted ones. */
export async function videosOf(
  { audio, language }: Sound,
  shown: readonly Caption[],
  { source, request, warn }: Parts,
  run: Run,
): Promise<Artifact[]> {
  if (!source.video) return []
  const container = containerOf(request.source.name, source.videoCodec)
  const film = filmOf([{ audio, language }], { source, request })
  const name = `${stemOf(request.source.name)}-${language}`
  const duration = secondsOf(source)
  const file = { container, duration, warn }
  const captions = [{ text: toSrt(shown), language, title: nameOf(language) }]
  const plain = await ifPossible({ ...file, type: 'video', name, without: PLAIN }, () =>
    run.step(mux, { ...film, captions, container }),
  )
  if (!request.burnCaptions) return plain
  const painted = await ifPossible(
    { ...file, type: 'video_captioned', name: `${name}-captioned`, without: CAPTIONED },
    () => run.step(burn, { ...film, captions: shown.map(plainCaption), container, seconds: duration }),
  )
  return [...plain, ...painted]
}

const PLAIN = 'There is no video, only audio and captions.'
const CAPTIONED = 'There is no video with captions in the picture.'

/** The source's picture with these sounds, the first of which plays, and the original where it is wanted. */
export function filmOf(sounds: readonly Sound[], { source, request }: Pick<Parts, 'source' | 'request'>) {
  const { language } = source.transcript
  return {
    picture: blobOf(request.source),
    sounds: sounds.map((sound) => ({ ...sound, title: nameOf(sound.language) })),
    original: request.keepOriginalTrack ? { language, title: 'Original' } : null,
  }
}

function plainCaption({ start, end, rows }: Caption) {
  return { start, end, rows: [...rows] }
}
