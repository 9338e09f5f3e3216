import { isAbsolute, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nameOf } from '../../dub/language.ts'
import type { Manifest, ManifestLanguage } from '../../dub/manifest.ts'
import type { Job } from '../../ports/jobs.ts'
import { escapeHtml } from './html.ts'

/** The players: the original, where it lies, and each dub, from the files beside the page. */
export function tracks(
  { source, languages }: Manifest,
  { folder, source: path }: Pick<Job, 'folder' | 'source'>,
): string {
  const tag = source.video ? 'video' : 'audio'
  const original = track('original', 'Original', tag, [sourceUrl(folder, path)])
  const dubs = languages.flatMap((language) => {
    const files = filesOf(language)
    return files.length === 0 ? [] : [track(language.language, nameOf(language.language), tag, files)]
  })
  return `<div class="tracks">${[original, ...dubs].join('\n')}</div>`
}

/** The dub's files, best first: a browser takes the first that it can play. */
function filesOf({ artifacts }: ManifestLanguage): string[] {
  return ['video', 'full_mix'].flatMap((wanted) =>
    artifacts.filter(({ type }) => type === wanted).map(({ path }) => urlOf(path.split('/'))),
  )
}

function track(id: string, name: string, tag: 'audio' | 'video', urls: readonly string[]): string {
  const sources = urls.map((url) => `<source src="${escapeHtml(url)}">`).join('')
  const media = `<${tag} controls playsinline preload="metadata">${sources}</${tag}>`
  return `<figure data-track="${escapeHtml(id)}"><figcaption>${escapeHtml(name)}</figcaption>${media}</figure>`
}

/** Where the source is from the page. On another drive of Windows there is no way from here to there but the whole one. */
function sourceUrl(folder: string, path: string): string {
  const way = relative(folder, path)
  return isAbsolute(way) ? pathToFileURL(path).href : urlOf(way.split(sep))
}

function urlOf(names: readonly string[]): string {
  return names.map(encodeURIComponent).join('/')
}
