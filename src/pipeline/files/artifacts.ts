import { type Artifact, SCRIPT_SRT, stemOf } from '../../dub/dubbed.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'
import type { Schedule } from '../../dub/speech.ts'
import { captions } from '../../timing/captions.ts'
import { toScriptSrt } from '../../timing/script-srt.ts'
import { toSrt, toWebVtt } from '../../timing/subtitles.ts'
import type { Run } from '../run.ts'
import { type Source, secondsOf } from '../source/hear.ts'
import { AUDIO_MIME, type Rendered } from '../stages/render.ts'
import { videosOf } from './videos.ts'

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
    const { text = '', speaker = 0 } = script.lines[index] ?? {}
    return { start, end: start + seconds, text, speaker }
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
    ...scriptArtifacts(script),
    ...(await videosOf({ audio: rendered.full_mix, language }, shown, parts, run)),
  ]
}

/** The lines as a person may edit them: all that is known of them, and the same wording as SubRip. */
export function scriptArtifacts(script: Script): Artifact[] {
  const text = `${JSON.stringify(script, null, 2)}\n`
  const either = { type: 'script', duration: null } as const
  return [
    { ...either, fileName: 'script.json', mime: 'application/json', content: { text } },
    { ...either, fileName: SCRIPT_SRT, mime: 'application/x-subrip', content: { text: toScriptSrt(script.lines) } },
  ]
}
