import { iso3Of } from '../dub/language.ts'
import type { NamedTrack, VideoContainer } from '../ports/media.ts'
import { isMp4 } from './containers.ts'

/** What a player is told of a track: its language and its name in a menu. `stream` is e.g. `a:0`. */
export function labels(
  { language, title }: Pick<NamedTrack, 'language' | 'title'>,
  stream: string,
  container: VideoContainer,
): string[] {
  const tag = `-metadata:s:${stream}`
  // Some players of MP4 show the one, some the other.
  const handler = isMp4(container) ? [tag, `handler_name=${title}`] : []
  return [tag, `language=${iso3Of(language)}`, tag, `title=${title}`, ...handler]
}
