import { clock, dubOf, readWaveform, spanOf } from '../../jobs/report/page/data.js'
import { timeline } from '../../jobs/report/page/timeline.js'
import { ask } from './ask.js'
import { useControls } from './controls.js'
import { element, find } from './element.js'
import { listenToKeys } from './keys.js'
import { languages } from './languages.js'
import { runs } from './run.js'
import { saver } from './saving.js'
import { sound } from './sound.js'
import { showTally } from './tally.js'
import { renew, tracks } from './tracks.js'

let state = null
let drawn = null
let picture = null
let current = null
let side = 'dub'

const saving = saver({ told: tellSaved, saved: onSaved })
const list = languages(
  {
    typed: (row) => saving.typed(row),
    left: (row) => void (saving.isWaiting(row) && saving.flush()),
    chose: (row, change) => saving.change(row, change),
    hear: (row, which) => hear(row, which),
    hearRecording: ({ language, line }) =>
      heard.playAlone(`/media/recording/${language}/${line.id}?v=${encodeURIComponent(line.recording)}`),
    keep: (row, body, name) =>
      saving.inTurn(row, () => ask('PUT', `${recordingOf(row)}?name=${encodeURIComponent(name)}`, { body })),
    drop: (row) => saving.inTurn(row, () => ask('DELETE', recordingOf(row))),
    quiet: () => heard.quiet(),
    trouble: (message) => tellSaved(message, true),
  },
  () => onLanguage(),
)
let heard = null
let run = null

function recordingOf({ language, line }) {
  return `/api/${language}/recordings/${line.id}`
}

async function load() {
  state = await ask('GET', '/api/state')
  const { source, ...dub } = dubOf(state.timeline)
  drawn = { ...dub, source: source ?? drawn?.source ?? null }
  // Before anybody can ask to hear it.
  if (heard) await Promise.all(state.languages.map(renew))
  list.update(state)
  for (const { language } of state.languages) showRows(language)
  tally()
}

/** What a language's lines are now, each with how it was placed when it was last spoken. */
function showRows(name) {
  const language = languageNamed(name)
  const clips = new Map(drawnIn(name).lines.map(({ id, clip }) => [id, clip ?? null]))
  const failed = new Map(language.failedLines.map(({ line, reason }) => [line, reason]))
  const changed = new Set(language.changed)
  for (const line of language.lines) {
    const row = rowNamed(name, line.id)
    row?.show(line, { changed: changed.has(line.id), failed: failed.get(line.id) }, clips.get(line.id) ?? null)
  }
}

function languageNamed(name) {
  return state.languages.find(({ language }) => language === name)
}

function drawnIn(name) {
  return drawn.languages.find(({ language }) => language === name)
}

function rowNamed(name, id) {
  return list.named(name)?.rows.get(id)
}

function onSaved({ language }, { line, changed }) {
  const lines = languageNamed(language).lines.map((each) => (each.id === line.id ? line : each))
  state.languages = state.languages.map((each) => (each.language === language ? { ...each, lines, changed } : each))
  showRows(language)
  tally()
}

function tellSaved(text, isTrouble) {
  const told = find('.saved')
  told.textContent = text
  told.classList.toggle('late', isTrouble)
}

function tally() {
  showTally(state, list.current()?.language, run?.isRunning() ?? false)
}

function onLanguage() {
  if (!picture) return
  picture.show(drawnIn(list.current().language), drawn.source)
  listen(side)
  select(list.rows()[0], false)
  tally()
}

/** The original, or the dub where there is one. */
function listen(to) {
  const { language } = list.current()
  const hasDub = languageNamed(language).sound !== null && heard.has(language)
  side = to === 'dub' && hasDub ? 'dub' : 'original'
  for (const input of document.querySelectorAll('.side input')) {
    input.checked = input.value === side
    input.disabled = input.value === 'dub' ? !hasDub : !heard.has('original')
  }
  heard.choose(side === 'dub' ? language : 'original')
}

function hear(row, which) {
  select(row, false)
  listen(which)
  heard.playStretch(spanOf({ ...row.line, clip: row.clip }, side))
}

/** Has a line looked at: its tools are shown, and the player stands at it. */
function select(row, focus = true) {
  if (!row) return
  if (row !== current) {
    current?.item.removeAttribute('aria-current')
    current = row
    row.open()
    row.item.setAttribute('aria-current', 'true')
    if (!heard.playing()) heard.seek(spanOf({ ...row.line, clip: row.clip }, side).start)
  }
  if (!focus) return
  row.item.focus({ preventScroll: true })
  row.item.scrollIntoView({ block: 'nearest' })
}

/** Shows where the player is. */
function tell() {
  const seconds = heard.now()
  find('.now').textContent = clock(seconds)
  const isPlaying = heard.playing()
  const button = find('.play')
  button.setAttribute('aria-label', isPlaying ? 'Pause' : 'Play')
  button.textContent = isPlaying ? '❚❚' : '▶'
  const { language } = list.current()
  const line = drawnIn(language).lines.find((each) => {
    const { start, end } = spanOf(each, side)
    return seconds >= start - 0.01 && seconds < end
  })
  picture.at(seconds, line ?? null, isPlaying)
  const row = line && rowNamed(language, line.id)
  for (const each of document.querySelectorAll('.sounding')) each.classList.remove('sounding')
  if (isPlaying) row?.item.classList.add('sounding')
  if (isPlaying && find('.follow input').checked) row?.item.scrollIntoView({ block: 'center' })
}

function sayMissing(id) {
  if (id === 'original') {
    find('.missing').textContent = 'The original is gone, or this browser cannot play it.'
  }
  queueMicrotask(() => heard && listen(side))
}

/** A run is over: what it made is shown in place of what was there. */
async function onEnded(trouble) {
  tellTrouble(trouble)
  const at = heard.now()
  await load().catch(({ message }) => tellTrouble({ message, hint: null }))
  picture.show(drawnIn(list.current().language), drawn.source)
  heard.seek(at)
  listen('dub')
  tally()
}

function tellTrouble(trouble) {
  find('.trouble').hidden = trouble === null
  find('.trouble .what').textContent = trouble?.message ?? ''
  find('.trouble .then').textContent = trouble?.hint ?? ''
}

function showHead() {
  const { source, engine, languages: all } = state
  document.title = `${source.name}, review`
  find('h1').textContent = source.name
  const into = all.map(({ name }) => name).join(', ')
  const about = [`into ${into}`, clock(drawn.duration), `${all[0].lines.length} lines`, `${engine} engine`]
  find('.about').replaceChildren(...about.map((text) => element('li', {}, text)))
  find('.whole').textContent = `/ ${clock(drawn.duration)}`
}

function step(by) {
  const rows = list.rows()
  select(rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(current) + by))])
}

function edit() {
  current?.parts.words.focus()
}

function approve() {
  current?.parts.approved.click()
}

function playCurrent() {
  if (heard.playing()) heard.toggle()
  else if (current) hear(current, side)
}

async function approveAll() {
  const { language } = list.current()
  const approved = list.rows().some(({ line }) => !line.approved)
  if (!(await saving.flush())) return
  await ask('POST', `/api/${language}/approved`, { json: { approved } }).catch(({ message }) =>
    tellSaved(message, true),
  )
  await load()
}

/** Approves the line that is being worded, and goes on to the next one. */
function next() {
  if (current && !current.parts.approved.checked) approve()
  step(1)
  edit()
}

function useEverything() {
  const other = () => listen(side === 'dub' ? 'original' : 'dub')
  const chooseRow = (item) =>
    select(
      list.rows().find((row) => row.item === item),
      false,
    )
  useControls({ listen, toggle: heard.toggle, picture, approveAll, chooseRow })
  listenToKeys({
    keys: {
      j: () => step(1),
      k: () => step(-1),
      ' ': playCurrent,
      o: other,
      e: edit,
      Enter: edit,
      a: approve,
      r: () => current?.record(),
      '+': picture.zoomIn,
      '-': picture.zoomOut,
    },
    inWords: { leave: () => current?.item.focus(), next },
  })
}

async function open() {
  await load()
  showHead()
  find('.tracks').replaceChildren(...tracks(state.languages))
  list.show(state.languages[0].language)
  // A player that is new has no source yet, which is what one that found none looks like.
  await new Promise((resolve) => setTimeout(resolve))
  heard = sound({ tell: () => picture && tell(), missing: sayMissing })
  picture = timeline(drawn, {
    onLine: (line) => hear(rowNamed(list.current().language, line.id), side),
    onTime: (seconds) => heard.seek(Math.max(0, Math.min(drawn.duration, seconds))),
  })
  useEverything()
  run = runs({
    flush: saving.flush,
    ended: onEnded,
    lost: () =>
      tellTrouble({ message: 'The review has ended.', hint: 'To go on, run ytdub review again. All edits are saved.' }),
  })
  onLanguage()
  if (drawn.source === null) await drawSource()
}

/** Before there is a report nobody has drawn the source. */
async function drawSource() {
  drawn.source = readWaveform(await ask('GET', '/api/waveform'))
  picture.show(drawnIn(list.current().language), drawn.source)
}

open().catch(({ message }) => tellTrouble({ message, hint: null }))
