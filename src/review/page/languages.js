import { element, find } from './element.js'
import { rowOf } from './row.js'

/** The languages and their lines. `on` is what rows tell; `shown(language)` hears which language is looked at. */
export function languages(on, shown) {
  const panels = new Map()
  const tabs = find('.tabs')
  let current = null

  const show = (language) => {
    current = panels.get(language) ?? current
    for (const [name, { panel, tab }] of panels) {
      panel.hidden = name !== current.language
      tab.setAttribute('aria-selected', String(name === current.language))
      tab.tabIndex = name === current.language ? 0 : -1
    }
    shown(current)
  }
  const add = (language, state) => {
    const made = panelOf(language, state, on)
    made.tab.addEventListener('click', () => show(language.language))
    tabs.append(made.tab)
    find('.panels').append(made.panel)
    panels.set(language.language, made)
  }
  const isKnown = ({ language, lines }) => {
    const rows = panels.get(language)?.rows
    return rows?.size === lines.length && lines.every(({ id }) => rows.has(id))
  }
  return {
    show,
    current: () => current,
    named: (language) => panels.get(language),
    rows: () => [...(current?.rows.values() ?? [])],
    /** Shows what there is now. Rows are made once: other lines, or one more language, are another page. */
    update(state) {
      if (panels.size === 0) for (const language of state.languages) add(language, state)
      if (!state.languages.every(isKnown)) return location.reload()
      tabs.hidden = panels.size < 2
      tabs.setAttribute('role', 'tablist')
      for (const language of state.languages) showTrouble(panels.get(language.language), language)
    },
  }
}

/** What stands above the lines. */
const HEADS = ['', 'Hear', 'Source', 'Translation', 'Start, rate', '']

/** A language's lines, and the tab that shows them. */
function panelOf(language, state, on) {
  const rows = new Map()
  const several = new Set(language.lines.map(({ speaker }) => speaker)).size > 1
  const about = { ...language, from: state.source.language, several }
  for (const line of language.lines) rows.set(line.id, rowOf(line, about, on))
  const heads = HEADS.map((name) => element('span', {}, name))
  const head = element('div', { class: 'line reviewed head', 'aria-hidden': 'true' }, ...heads)
  const list = element('ol', { class: 'lines' }, ...[...rows.values()].map(({ item }) => item))
  const title = element('h2', {}, language.name, ' ', element('small', {}, language.language))
  const note = element('div', { class: 'note bad', hidden: true })
  const id = `panel-${language.language}`
  const named = { class: 'panel', id, role: 'tabpanel', 'aria-label': language.name }
  const panel = element('section', named, title, note, head, list)
  const tab = element('button', { role: 'tab', 'aria-controls': id }, language.name)
  tab.addEventListener('keydown', (event) => turn(event, tab))
  return { language: language.language, rows, panel, tab, note }
}

function turn({ key }, tab) {
  const next = { ArrowRight: tab.nextElementSibling, ArrowLeft: tab.previousElementSibling }[key]
  next?.focus()
  next?.click()
}

function showTrouble({ note, tab }, { trouble, name }) {
  tab.replaceChildren(name, ...(trouble ? [' ', element('span', { class: 'late' }, 'failed')] : []))
  note.hidden = trouble === null
  if (trouble) note.replaceChildren(element('p', {}, trouble.message), element('p', {}, trouble.hint ?? ''))
}
