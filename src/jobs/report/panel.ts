import { type LanguageDub, spokenIn } from '../../dub/dubbed.ts'
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
  const spoken = spokenIn(dub)
  const ids = new Set(spoken?.map(({ line }) => line.id))
  const warned = warnings(manifest, ids)
  const failed = manifest.status === 'error' ? failure(manifest, spoken !== undefined) : ''
  const made = spoken ? `${figures(manifest, bound)}${lineList(spoken, { from, language, bound })}` : ''
  const title = `<h2>${escapeHtml(nameOf(language))} <small>${tag}</small></h2>`
  return `<section class="panel" id="panel-${tag}" data-language="${tag}">${title}${failed}${warned}${made}</section>`
}

function failure({ error, hint, failed_lines: failed }: ManifestLanguage, isMade: boolean): string {
  const state = isMade ? 'The dub is here, but not as it was asked for.' : 'There is no dub.'
  const what = `<p><strong>${state}</strong> ${escapeHtml(error ?? 'It failed.')}</p>`
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
