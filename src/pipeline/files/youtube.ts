import { blobOf } from '../../dub/blob.ts'
import { type Artifact, type LanguageDub, stemOf } from '../../dub/dubbed.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { FailureCode } from '../../failure.ts'
import type { Run } from '../run.ts'
import type { Source } from '../source/hear.ts'
import { preflight } from '../stages/preflight.ts'
import type { Rendered } from '../stages/render.ts'
import { HIGHEST_PEAK, uploadFaults } from './upload-faults.ts'
import { uploadGuide } from './upload-guide.ts'

type Parts = {
  readonly language: string
  /** The files of the dub. */
  readonly files: readonly Artifact[]
  readonly rendered: Rendered
  readonly source: Source
  readonly request: DubRequest
  /** LUFS that the dub was brought to. */
  readonly loudness: number
}

/** What YouTube takes of one language; and, where it would be wrong, why. */
export type YoutubePackage = {
  readonly artifacts: readonly Artifact[]
  readonly unfit?: { readonly code: FailureCode; readonly reason: string; readonly hint: string }
}

/** The audio and the captions of one language as a creator uploads them, where that is asked for, looked over before. */
export async function youtubePackage(parts: Parts, run: Run): Promise<YoutubePackage> {
  const { language, files, rendered, source, request, loudness } = parts
  if (!request.youtube) return { artifacts: [] }
  const audio = files.find(({ type }) => type === 'full_mix')
  const srt = files.find(({ type }) => type === 'captions_srt')
  if (!audio || !srt || !('text' in srt.content)) return { artifacts: [] }
  const measured = await run.step(preflight, { audio: blobOf(rendered.full_mix) })
  const captions = srt.content.text
  const faults = uploadFaults({ measured, captions, language, length: source.length, loudness })
  const name = `youtube/${stemOf(request.source.name)}-${language}`
  const artifacts: Artifact[] = [
    { ...audio, type: 'youtube_audio', fileName: `${name}.${request.format}` },
    { ...srt, type: 'youtube_captions', fileName: `${name}.srt` },
  ]
  if (faults.length === 0) return { artifacts }
  const reason = `It is not fit for YouTube. ${faults.join(' ')}`
  return { artifacts, unfit: { code: 'partial', reason, hint: HINT } }
}

const HINT = 'What was made is delivered all the same. Mend what is named and run the same command again.'

/** `UPLOAD.md`: which file goes where, where that is asked for and something is there to upload. */
export function youtubeGuide(
  dubs: readonly LanguageDub[],
  { request, source, loudness }: Pick<Parts, 'request' | 'source' | 'loudness'>,
): Artifact[] {
  const ready = dubs.filter(({ status }) => status === 'complete')
  if (!request.youtube || ready.length === 0) return []
  const text = uploadGuide(ready, { request, source, loudness, highestPeak: HIGHEST_PEAK })
  return [{ type: 'upload_guide', fileName: 'UPLOAD.md', mime: 'text/markdown', duration: null, content: { text } }]
}
