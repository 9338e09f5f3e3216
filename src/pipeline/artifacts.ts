import { type Artifact, stemOf } from '../dub/dubbed.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Script } from '../dub/script.ts'
import type { Schedule } from '../dub/speech.ts'
import { endsJob, Failure } from '../failure.ts'
import { captions } from '../timing/captions.ts'
import { toSrt, toWebVtt } from '../timing/subtitles.ts'
import { type Source, secondsOf } from './hear.ts'
import type { Run } from './run.ts'
import { mux } from './stages/mux.ts'
import { AUDIO_MIME, type Rendered } from './stages/render.ts'

type Parts = {
  readonly script: Script
  readonly schedule: Schedule
  readonly rendered: Rendered
  readonly source: Source
  readonly request: DubRequest
  readonly warn: (message: string) => void
}

/** The files of one language: audio, captions timed to the dub, the script, and the video where there was one. */
export async function artifactsOf(parts: Parts, run: Run): Promise<Artifact[]> {
  const { script, schedule, rendered, source, request } = parts
  const { language } = script
  const duration = secondsOf(source)
  const spoken = schedule.placements.map(({ start, seconds }, index) => {
    return { start, end: start + seconds, text: script.lines[index]?.text ?? '' }
  })
  const shown = captions(spoken, language, duration)
  const srt = toSrt(shown)
  const name = `${stemOf(request.source.name)}-${language}`
  const audio = { mime: AUDIO_MIME[request.format], duration }
  const text = { duration: null }
  return [
    {
      ...audio,
      type: 'full_mix',
      fileName: `${name}-full_mix.${request.format}`,
      content: { blob: rendered.full_mix },
    },
    {
      ...audio,
      type: 'voice_only',
      fileName: `${name}-voice_only.${request.format}`,
      content: { blob: rendered.voice_only },
    },
    { ...text, type: 'captions_srt', fileName: `${name}.srt`, mime: 'application/x-subrip', content: { text: srt } },
    { ...text, type: 'captions_vtt', fileName: `${name}.vtt`, mime: 'text/vtt', content: { text: toWebVtt(shown) } },
    scriptArtifact(script),
    ...(source.video ? await videoIfPossible(name, srt, parts, run) : []),
  ]
}

/** A picture that cannot be had is no reason to throw away a finished dub: it is said, and the rest is delivered. */
async function videoIfPossible(name: string, captions: string, parts: Parts, run: Run): Promise<Artifact[]> {
  try {
    return [await video(name, captions, parts, run)]
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    parts.warn(`There is no video, only audio and captions. ${failure.message}`)
    return []
  }
}

/** Codecs of pictures that ffmpeg writes into MP4 and that are played from there. */
const FIT_FOR_MP4 = new Set(['av1', 'h264', 'hevc', 'mpeg4', 'vp9'])

/** The picture decides, not the container that it came in: what MP4 does not hold goes into Matroska, which holds any. */
async function video(name: string, captions: string, parts: Parts, run: Run): Promise<Artifact> {
  const { rendered, source, request, script } = parts
  const container = FIT_FOR_MP4.has(source.videoCodec ?? '') ? 'mp4' : 'mkv'
  const { digest, type, size } = request.source
  const picture = { digest, type, size }
  const dub = { audio: rendered.full_mix, captions, language: script.language }
  const blob = await run.step(mux, { picture, ...dub, container })
  return {
    type: 'video',
    fileName: `${name}.${container}`,
    mime: blob.type,
    duration: secondsOf(source),
    content: { blob },
  }
}

/** The lines as a person may edit them. */
export function scriptArtifact(script: Script): Artifact {
  const text = `${JSON.stringify(script, null, 2)}\n`
  return { type: 'script', fileName: 'script.json', mime: 'application/json', duration: null, content: { text } }
}
