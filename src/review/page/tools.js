import { element } from './element.js'
import { record } from './microphone.js'

/** What can be done with one line beside wording it: another take or voice, a recording of one's own, the translation back. */
export function toolsOf(row, { voices, cast }, on) {
  const id = row.line.id
  const own = cast.find(({ speaker }) => speaker === row.line.speaker + 1)?.voice
  const parts = {
    take: element('input', { type: 'number', min: 1, max: 9999, step: 1, 'aria-label': `Take of line ${id}` }),
    another: element('button', {}, 'Another take'),
    voice: element('select', { 'aria-label': `Voice of line ${id}` }),
    record: element('button', { class: 'record' }, 'Record'),
    file: element('input', { type: 'file', accept: 'audio/*,video/*', 'aria-label': `A recording of line ${id}` }),
    hear: element('button', {}, '▶ Recording'),
    drop: element('button', {}, 'Remove recording'),
    back: element('button', {}, 'Translation back'),
  }
  const ownVoice = `Speaker’s voice${own ? ` (${own})` : ''}`
  parts.voice.append(element('option', { value: '' }, ownVoice))
  const holder = element(
    'div',
    { class: 'tools' },
    element('label', { class: 'take' }, 'Take ', parts.take),
    parts.another,
    element('label', {}, 'Voice ', parts.voice),
    parts.record,
    element('label', { class: 'file' }, 'File ', parts.file),
    parts.hear,
    parts.drop,
    parts.back,
  )
  listen(row, parts, on)
  const toggle = recording(row, parts.record, on)
  parts.record.addEventListener('click', toggle)
  row.record = toggle
  return { element: holder, show: (line) => show(line, parts), open: () => offer(parts.voice, voices) }
}

function listen(row, parts, on) {
  const { take, another, voice, file, hear, drop, back } = parts
  take.addEventListener('change', () => on.chose(row, { take: Math.max(1, Math.round(take.valueAsNumber) || 1) }))
  another.addEventListener('click', () => on.chose(row, { take: row.line.take + 1 }))
  voice.addEventListener('change', () => on.chose(row, { voice: voice.value || null }))
  hear.addEventListener('click', () => on.hearRecording(row))
  drop.addEventListener('click', () => on.drop(row))
  back.addEventListener('click', () => {
    row.parts.words.value = row.line.translated
    row.parts.words.dispatchEvent(new Event('input'))
    on.left(row)
  })
  file.addEventListener('change', () => {
    const [chosen] = file.files
    if (chosen) on.keep(row, chosen, chosen.name)
    file.value = ''
  })
}

/** Begins to record, or ends it and keeps what was said. */
function recording(row, button, on) {
  let under = null
  let timer = 0
  const rest = () => {
    clearInterval(timer)
    under = null
    button.textContent = 'Record'
    button.removeAttribute('aria-pressed')
  }
  const begin = async () => {
    on.quiet()
    under = await record()
    button.setAttribute('aria-pressed', 'true')
    const told = () => {
      button.textContent = `Stop, ${under.seconds().toFixed(1)} of ${row.line.budget.seconds.toFixed(1)} s`
    }
    told()
    timer = setInterval(told, 100)
  }
  const end = async () => {
    const ending = under
    rest()
    on.keep(row, await ending.stop(), `${row.line.id}.wav`)
  }
  return () =>
    (under ? end() : begin()).catch(({ message }) => {
      rest()
      on.trouble(message)
    })
}

/** All voices, once somebody looks at the line: a thousand lines have as many lists. */
function offer(select, voices) {
  const there = new Set([...select.options].map(({ value }) => value))
  select.append(...voices.filter((name) => !there.has(name)).map((name) => element('option', { value: name }, name)))
}

function show({ take, voice, text, translated, recording: own }, parts) {
  parts.take.value = String(take)
  if (voice !== null) offer(parts.voice, [voice])
  parts.voice.value = voice ?? ''
  for (const name of ['take', 'another', 'voice']) parts[name].disabled = own !== null
  for (const name of ['hear', 'drop']) parts[name].hidden = own === null
  parts.back.hidden = text === translated
}
