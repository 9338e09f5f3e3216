import type { LanguageDub } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { ManifestLanguage } from '../../dub/manifest.ts'
import { figures } from './figures.ts'
import { countOf, escapeHtml } from './html.ts'
import { lineId, lineList } from './line-list.ts'

type Shown = {
  readonly manifest: ManifestLanguage
  readonly dub: LanguageDub | undefined
  /** The source's language. */
  readonly from: string
  readonly bound: number
}

/** One language: what was measured, what a person should look at, and every line. */
export function panel({ manifest, dub, from, bound }: Shown): string {
  const { language } = manifest
  const tag = escapeHtml(language)
  const ids = new Set(dub?.status === 'complete' ? dub.spoken.map(({ line }) => line.id) : [])
  const warned = warnings(manifest, ids)
  const body =
    dub?.status === 'complete'
      ? `${warned}${figures(manifest, bound)}${lineList(dub.spoken, { from, language, bound })}`
      : `${failure(manifest)}${warned}`
  const title = `<h2>${escapeHtml(nameOf(language))} <small>${tag}</small></h2>`
  return `<section class="panel" id="panel-${tag}" data-language="${tag}">${title}${body}</section>`
}

function failure({ error, hint, failed_lines: failed }: ManifestLanguage): string {
  const what = `<p><strong>There is no dub.</strong> ${escapeHtml(error ?? 'It failed.')}</p>`
  const then = hint === undefined ? '' : `<p>${escapeHtml(hint)}</p>`
  const lines = failed.map(({ line, reason }) => `<li>Line ${line}: ${escapeHtml(reason)}</li>`).join('')
  return `<div class="note bad">${what}${then}${lines === '' ? '' : `<ul>${lines}</ul>`}</div>`
}

/** More than so many are folded away until somebody asks. */
const MOST_OPEN = 6

function warnings({ language, warnings: list }: ManifestLanguage, ids: ReadonlySet<number>): string {
  if (list.length === 0) return ''
  const items = list.map((text) => `<li>${linked(text, language, ids)}</li>`).join('')
  const open = list.length <= MOST_OPEN ? ' open' : ''
  return `<details class="note warned"${open}><summary>${countOf(list.length, 'warning')}</summary><ul>${items}</ul></details>`
}

/** A warning with its lines as links to them. */
function linked(text: string, language: string, ids: ReadonlySet<number>): string {
  return escapeHtml(text).replace(/\b([Ll]ines? )(\d+(?:(?:, | and )\d+)*)/g, (_, word: string, numbers: string) => {
    const links = numbers.replace(/\d+/g, (id) =>
      ids.has(Number(id)) ? `<a href="#${lineId(language, Number(id))}">${id}</a>` : id,
    )
    return `${word}${links}`
  })
}
