import { clock, readDub, spanOf } from './data.js'
import { lineList } from './lines.js'
import { player } from './player.js'
import { timeline } from './timeline.js'

const dub = readDub()
const find = (name) => document.querySelector(name)
const sides = [...document.querySelectorAll('.side input')]
/** What somebody wants to listen to, and what there is of it. */
let wanted = 'dub'
let side = wanted
let shown = dub.languages[0]

document.body.classList.add('scripted')
for (const name of ['.live', '.transport', '.keys']) find(name).hidden = false
find('.whole').textContent = `/ ${clock(dub.duration)}`

const sound = player(tell, sayMissing)
const picture = timeline(dub, { onLine: playLine, onTime: (seconds) => sound.seek(clamp(seconds)) })
const lists = new Map(
  dub.languages.map(({ language, lines }) => [
    language,
    lineList(lines, document.getElementById(`panel-${language}`), { onLine: playLine }),
  ]),
)

/** Shows where the player is. */
function tell() {
  const seconds = sound.now()
  const line = shown.lines.find((each) => {
    const { start, end } = spanOf(each, side)
    return seconds >= start - HAIR && seconds < end
  })
  find('.now').textContent = clock(seconds)
  const button = find('.play')
  const label = sound.playing() ? 'Pause' : 'Play'
  if (button.getAttribute('aria-label') !== label) {
    button.setAttribute('aria-label', label)
    button.textContent = sound.playing() ? '❚❚' : '▶'
  }
  picture.at(seconds, line ?? null, sound.playing())
  lists.get(shown.language).mark(line ?? null)
}

/** Seconds; players round times. */
const HAIR = 0.01

function playLine(line) {
  sound.playFrom(spanOf(line, side).start)
}

function listen(to) {
  const canDub = sound.has(shown.language)
  wanted = to
  side = (to === 'dub' && canDub) || !sound.has('original') ? 'dub' : 'original'
  for (const input of sides) {
    input.checked = input.value === side
    input.disabled = input.value === 'dub' ? !canDub : !sound.has('original')
  }
  sound.choose(side === 'dub' ? shown.language : 'original')
}

function sayMissing(id) {
  const what = id === 'original' ? 'The original' : `The dub (${id})`
  const where = decodeURI(find(`[data-track="${id}"] source:last-of-type`).getAttribute('src'))
  find('.missing').textContent += `${what} is not at ${where}, or this browser cannot play it. `
  queueMicrotask(() => listen(wanted))
}

function show(language) {
  shown = dub.languages.find((each) => each.language === language) ?? shown
  for (const panel of document.querySelectorAll('.panel')) panel.hidden = panel.dataset.language !== shown.language
  for (const tab of tabs) {
    const isOne = tab.dataset.tab === shown.language
    tab.setAttribute('aria-selected', String(isOne))
    tab.tabIndex = isOne ? 0 : -1
  }
  picture.show(shown)
  listen(wanted)
}

/** To the next line, or the one before; from within a line first to its start. */
function step(by) {
  const now = sound.now()
  const startOf = (line) => spanOf(line, side).start
  const { lines } = shown
  const line =
    by > 0 ? lines.find((each) => startOf(each) > now + SAME) : lines.findLast((each) => startOf(each) < now - SAME)
  if (!line) return sound.seek(by > 0 ? now : 0)
  sound.seek(startOf(line))
  picture.point(line, startOf(line))
}

/** Seconds by which two places count as the same. */
const SAME = 0.3

function clamp(seconds) {
  return Math.max(0, Math.min(dub.duration, seconds))
}

/** What the keyboard does wherever nothing else has a use for the key. */
const keys = {
  ' ': () => sound.toggle(),
  ArrowRight: () => step(1),
  ArrowLeft: () => step(-1),
  PageDown: () => sound.seek(clamp(sound.now() + 10)),
  PageUp: () => sound.seek(clamp(sound.now() - 10)),
  Home: () => sound.seek(0),
  End: () => sound.seek(dub.duration),
  Enter: () => sound.playFrom(sound.now()),
  o: () => listen(side === 'dub' ? 'original' : 'dub'),
  '+': () => picture.zoomIn(),
  '-': () => picture.zoomOut(),
}
/** On the timeline all keys are its own; elsewhere the page scrolls with some, and some are those of what has the focus. */
const EVERYWHERE = new Set(['o', '+', '-'])
const WHERE_FREE = new Set([' ', 'ArrowRight', 'ArrowLeft'])

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { target } = event
  const key = event.key === '=' ? '+' : event.key.length === 1 ? event.key.toLowerCase() : event.key
  const isFree = target.closest('input, a, summary, video, .zoom button') === null
  const isOurs = EVERYWHERE.has(key) || (WHERE_FREE.has(key) && isFree) || target.closest('.scroll') !== null
  if (!isOurs || !keys[key]) return
  event.preventDefault()
  keys[key]()
})
// A button is pressed where the key comes up again: what plays must not begin anew.
document.addEventListener('keyup', (event) => {
  if (event.key === ' ' && event.target.closest('.from, .play')) event.preventDefault()
})

const tabs = [...document.querySelectorAll('[data-tab]')]
for (const [index, tab] of tabs.entries()) {
  tab.setAttribute('role', 'tab')
  tab.setAttribute('aria-controls', `panel-${tab.dataset.tab}`)
  tab.parentElement.setAttribute('role', 'tablist')
  tab.addEventListener('click', (event) => {
    event.preventDefault()
    show(tab.dataset.tab)
  })
  tab.addEventListener('keydown', ({ key }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key]
    if (by === undefined) return
    const next = tabs.at((index + by) % tabs.length)
    next.focus()
    show(next.dataset.tab)
  })
}
for (const panel of tabs.length > 0 ? document.querySelectorAll('.panel') : []) panel.setAttribute('role', 'tabpanel')

for (const input of sides) input.addEventListener('change', () => listen(input.value))
find('.play').addEventListener('click', sound.toggle)
find('.zoom').addEventListener('click', ({ target }) => {
  const act = { in: picture.zoomIn, out: picture.zoomOut, fit: picture.fit }[target.value]
  act?.()
})

/** A link to a line shows it, in its language, and puts the player there. */
function goToHash() {
  const row = decodeURIComponent(location.hash.slice(1))
  for (const [language, list] of lists) {
    const line = list.find(row)
    if (!line) continue
    if (language !== shown.language) show(language)
    document.getElementById(row).scrollIntoView({ block: 'center' })
    sound.seek(spanOf(line, side).start)
  }
}
addEventListener('hashchange', goToHash)
show((dub.languages.find(({ complete }) => complete) ?? shown).language)
goToHash()
