import type { BlobRef } from '../../dub/blob.ts'
import type { Caption } from '../../dub/captions.ts'
import { type Artifact, stemOf } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { DubRequest } from '../../dub/request.ts'
import { endsJob, Failure } from '../../failure.ts'
import type { VideoContainer } from '../../ports/media.ts'
import { toSrt } from '../../timing/subtitles.ts'
import type { Run } from '../run.ts'
import { type Source, secondsOf } from '../source/hear.ts'
import { burn } from '../stages/burn.ts'
import { mux } from '../stages/mux.ts'

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
  const { digest, type, size } = request.source
  const { language } = source.transcript
  return {
    picture: { digest, type, size },
    sounds: sounds.map((sound) => ({ ...sound, title: nameOf(sound.language) })),
    original: request.keepOriginalTrack ? { language, title: 'Original' } : null,
  }
}

/** Pictures, by ffmpeg's names, that a container holds and its players know. */
const HOLDS: Readonly<Record<Exclude<VideoContainer, 'mkv'>, ReadonlySet<string>>> = {
  mp4: new Set(['av1', 'h264', 'hevc', 'mpeg4', 'vp9']),
  mov: new Set(['dnxhd', 'h264', 'hevc', 'mjpeg', 'mpeg4', 'prores']),
  webm: new Set(['av1', 'vp8', 'vp9']),
}

/** The container that the picture came in, where the dub fits into it, else MP4, and Matroska, which holds anything. */
export function containerOf(fileName: string, codec: string | null): VideoContainer {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  if (ending === 'mkv') return 'mkv'
  const fits = (container: keyof typeof HOLDS) => HOLDS[container].has(codec ?? '')
  if ((ending === 'mov' || ending === 'webm') && fits(ending)) return ending
  return fits('mp4') ? 'mp4' : 'mkv'
}

type Wanted = {
  readonly type: 'video' | 'video_captioned' | 'video_multitrack'
  /** Of the file, without its ending. */
  readonly name: string
  readonly container: VideoContainer
  readonly duration: number
  /** What is said where it cannot be had. */
  readonly without: string
  readonly warn: (message: string) => void
}

/** A video that cannot be had is no reason to throw away a finished dub: it is said, and the rest is delivered. */
export async function ifPossible(
  { type, name, container, duration, without, warn }: Wanted,
  make: () => Promise<BlobRef>,
): Promise<Artifact[]> {
  try {
    const blob = await make()
    return [{ type, fileName: `${name}.${container}`, mime: blob.type, duration, content: { blob } }]
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    warn([without, failure.message, failure.hint].filter((part) => part !== undefined).join(' '))
    return []
  }
}

function plainCaption({ start, end, rows }: Caption) {
  return { start, end, rows: [...rows] }
}

/** What is for videos only, and was asked for without one: a sentence for people. */
export function askedInVain({ keepOriginalTrack, multitrack, burnCaptions }: DubRequest, { video }: Source): string[] {
  if (video) return []
  const flags = Object.entries({
    '--keep-original-track': keepOriginalTrack,
    '--multitrack': multitrack,
    '--burn-captions': burnCaptions,
  }).flatMap(([flag, asked]) => (asked ? [flag] : []))
  if (flags.length === 0) return []
  const are = flags.length === 1 ? 'is' : 'are'
  return [`The recording has no picture: ${new Intl.ListFormat('en').format(flags)} ${are} left out.`]
}
