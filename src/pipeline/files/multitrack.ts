import type { Artifact, LanguageDub } from '../../dub/dubbed.ts'
import { stemOf } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { DubRequest } from '../../dub/request.ts'
import { captions } from '../../timing/captions.ts'
import { toSrt } from '../../timing/subtitles.ts'
import type { Run } from '../run.ts'
import { type Source, secondsOf } from '../source/hear.ts'
import { mux } from '../stages/mux.ts'
import { containerOf } from './container-of.ts'
import { ifPossible } from './if-possible.ts'
import { filmOf } from './videos.ts'

type Parts = {
  readonly source: Source
  readonly request: DubRequest
  readonly warn: (message: string) => void
}

/** One file with the picture and all languages that are whole as tracks, where that is asked for. */
export async function multitrack(dubs: readonly LanguageDub[], parts: Parts, run: Run): Promise<Artifact[]> {
  const { source, request, warn } = parts
  const tracks = source.video && request.multitrack ? dubs.flatMap(trackOf) : []
  if (tracks.length === 0) return []
  const container = containerOf(request.source.name, source.videoCodec)
  const { language, lines } = source.transcript
  const duration = secondsOf(source)
  const spoken = { text: toSrt(captions(lines, language, duration)), language, title: `${nameOf(language)} (original)` }
  const texts = tracks.map((track) => ({
    text: track.captions,
    language: track.language,
    title: nameOf(track.language),
  }))
  const film = filmOf(
    tracks.map(({ audio, language: spokenIn }) => ({ audio, language: spokenIn })),
    parts,
  )
  const name = `${stemOf(request.source.name)}-multitrack`
  const without = 'There is no file with all languages.'
  return ifPossible({ type: 'video_multitrack', name, container, duration, without, warn }, () =>
    run.step(mux, { ...film, captions: [...texts, spoken], container }),
  )
}

/** The sound and the captions of a language that came out whole. */
function trackOf(dub: LanguageDub) {
  if (dub.status !== 'complete') return []
  const content = (type: string) => dub.artifacts.find((artifact) => artifact.type === type)?.content
  const [sound, text] = [content('full_mix'), content('captions_srt')]
  if (!sound || !('blob' in sound) || !text || !('text' in text)) return []
  return [{ language: dub.language, audio: sound.blob, captions: text.text }]
}
