import { clock } from '../../jobs/report/page/data.js'
import { element } from './element.js'
import { roomOf, signed } from './room.js'
import { toolsOf } from './tools.js'

/** A line that starts so many seconds from where it is said is marked. */
const LATE = 0.5

/**
 * A line in the list: its words in both languages, how it fits, and what can be done with it. `on` hears what somebody
 * does: `typed(row)`, `left(row)`, `chose(row, change)`, `hear(row, side)`, and what the tools tell.
 */
export function rowOf(line, { language, from, several, voices, cast }, on) {
  const id = line.id
  const parts = {
    source: element(
      'button',
      { class: 'from', 'aria-label': `Hear the source of line ${id}` },
      `▶ ${clock(line.start)}`,
    ),
    dub: element('button', { class: 'from', 'aria-label': `Hear the dub of line ${id}` }, '▶ Dub'),
    words: element('textarea', {
      class: 'dubbed',
      lang: language,
      dir: 'auto',
      rows: 2,
      'aria-label': `Line ${id}, ${language}`,
    }),
    room: element('span', { class: 'room-left', id: `room-${language}-${id}` }),
    state: element('span', { class: 'state' }),
    moved: element('span', { class: 'moved', title: 'How far its start is from that of the source' }),
    rate: element('span', { class: 'rate' }),
    approved: element('input', { type: 'checkbox' }),
  }
  parts.words.setAttribute('aria-describedby', parts.room.id)
  const said = element('p', { class: 'said', lang: from, dir: 'auto' }, element('span', {}, line.source))
  if (several) said.prepend(element('b', {}, `Speaker ${line.speaker + 1}`), ' ')
  const row = { language, line, clip: null, words: () => parts.words.value, parts }
  const tools = toolsOf(row, { voices, cast }, on)
  row.item = element(
    'li',
    { class: 'line reviewed', id: `${language}-${id}`, tabindex: -1, 'aria-label': `Line ${id}` },
    element('span', { class: 'n' }, String(id)),
    element('div', { class: 'hear' }, parts.source, parts.dub),
    said,
    element('div', { class: 'written' }, parts.words, element('p', { class: 'under' }, parts.room, parts.state)),
    element('div', { class: 'fit' }, parts.moved, parts.rate),
    element('label', { class: 'ok' }, parts.approved, ' Approved'),
    tools.element,
  )
  listen(row, on)
  let shown = ''
  row.show = (next, { changed, failed }, clip) => {
    const look = JSON.stringify([next, changed, failed, clip])
    if (look === shown) return
    shown = look
    row.line = next
    row.clip = clip
    showLine(row, { changed, failed })
    showFit(row, changed)
    tools.show(next)
  }
  row.open = tools.open
  return row
}

function listen(row, on) {
  const { words, source, dub, approved } = row.parts
  words.addEventListener('input', () => {
    showRoom(row)
    on.typed(row)
  })
  words.addEventListener('blur', () => on.left(row))
  source.addEventListener('click', () => on.hear(row, 'original'))
  dub.addEventListener('click', () => on.hear(row, 'dub'))
  approved.addEventListener('change', () => on.chose(row, { approved: approved.checked }))
}

/** Words that somebody is typing are left alone. */
function showLine(row, { changed, failed }) {
  const { words, state, approved } = row.parts
  const { text, translated } = row.line
  if (document.activeElement !== words && words.value !== text) words.value = text
  if (!CSS.supports('field-sizing', 'content')) words.rows = Math.max(2, Math.ceil(text.length / 45))
  approved.checked = row.line.approved
  row.item.classList.toggle('is-approved', row.line.approved)
  row.item.classList.toggle('is-changed', changed)
  const told = [
    text === translated ? '' : 'edited',
    row.line.recording ? 'own recording' : '',
    changed ? 'not heard yet' : '',
  ]
  state.textContent = failed ?? told.filter(Boolean).join(' · ')
  state.classList.toggle('late', changed || failed !== undefined)
  showRoom(row)
}

function showRoom({ parts, line }) {
  const { text, isOver } = roomOf(parts.words.value, line.budget)
  parts.room.textContent = text
  parts.room.classList.toggle('late', isOver)
}

/** How the line was placed when it was last spoken. */
function showFit({ parts, line, clip }, changed) {
  const { moved, rate, dub } = parts
  dub.disabled = clip === null
  moved.textContent = clip ? signed(clip.start - line.start) : ''
  moved.classList.toggle('late', clip !== null && Math.abs(clip.start - line.start) > LATE)
  rate.className = clip ? `rate ${clip.pace}` : 'rate'
  rate.textContent = clip ? `${clip.rate.toFixed(2)}×` : ''
  rate.title = changed ? 'As it was played before the change' : 'How fast it is played'
}
