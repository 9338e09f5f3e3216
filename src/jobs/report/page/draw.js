import { wordsOf } from './data.js'

const RULER = 20
const WAVE = 60
const GAP = 26
const MOST_ROWS = 3
/** Pixels from which on a bar has its words on it. */
const WORDY = 56

/** Where everything is, from top to bottom, in pixels: speakers that talk at once have rows of their own. */
export function layoutOf(lines) {
  const rows = Math.min(MOST_ROWS, lines.reduce((most, { speaker }) => Math.max(most, speaker), 0) + 1)
  const rowHeight = rows === 1 ? 22 : 16
  const bars = rows * rowHeight
  const said = RULER + WAVE
  const heard = said + bars + GAP
  return { rows, rowHeight, bars, said, heard, height: heard + bars + WAVE }
}

/** Draws what is in view: `view` is its first second, pixels for a second, and its width in pixels. */
export function draw(context, view, { layout, source, dub, duration, marked }) {
  const colours = coloursOf(context.canvas)
  context.clearRect(0, 0, view.width, layout.height)
  ruler(context, view, { layout, duration, colours })
  wave(context, view, { waveform: source, top: RULER, colour: colours.said })
  wave(context, view, { waveform: dub.waveform, top: layout.heard + layout.bars, colour: colours.heard })
  const seen = dub.lines.filter(({ start, end, clip = { start, end } }) => {
    return Math.max(end, clip.end) >= view.from && Math.min(start, clip.start) <= view.from + view.width / view.scale
  })
  links(context, view, { lines: seen, layout, colours })
  const boxes = seen.flatMap((line) => boxesOf(line, view, { layout, marked: line === marked }))
  for (const [name, alike] of Map.groupBy(boxes, ({ colour }) => colour)) fill(context, alike, colours[name])
  for (const box of boxes) detail(context, box, colours)
  if (!dub.complete) say(context, 'There is no dub.', layout, colours)
}

const NAMES = [
  'ink',
  'soft',
  'faint',
  'said',
  'heard',
  'slower',
  'natural',
  'brisk',
  'fast',
  'over',
  'on-light',
  'on-dark',
]

function coloursOf(element) {
  const style = getComputedStyle(element)
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
/** Pixels between times at least. */
const APART = 72

function ruler(context, view, { layout, duration, colours }) {
  const step = STEPS.find((each) => each * view.scale >= APART) ?? STEPS.at(-1)
  const last = Math.min(duration, view.from + view.width / view.scale)
  context.font = '11px system-ui, sans-serif'
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.direction = 'ltr'
  for (let at = Math.floor(view.from / step); at * step <= last; at++) {
    const x = Math.round(xOf(at * step, view)) + 0.5
    context.fillStyle = colours.faint
    context.fillRect(x, 0, 1, layout.height)
    context.fillStyle = colours.soft
    context.fillText(shortClock(at * step, step), x + 4, RULER / 2)
  }
}

function shortClock(seconds, step) {
  const whole = Math.floor(seconds + 1e-6)
  const rest = step < 1 ? (seconds - whole).toFixed(1).slice(1) : ''
  const two = (value) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}${rest}` : `${minutes}:${two(whole % 60)}${rest}`
}

/** One upright stroke for each pixel: the highest peak in it. */
function wave(context, view, { waveform, top, colour }) {
  if (waveform === null) return
  const { peaks, seconds } = waveform
  const perSecond = peaks.length / seconds
  const middle = top + WAVE / 2
  context.fillStyle = colour
  for (let x = 0; x < view.width; x++) {
    const first = Math.floor((view.from + x / view.scale) * perSecond)
    const last = Math.max(first + 1, Math.floor((view.from + (x + 1) / view.scale) * perSecond))
    if (first >= peaks.length) return
    let peak = 0
    for (let at = first; at < last && at < peaks.length; at++) peak = Math.max(peak, peaks[at])
    const half = Math.max(0.5, (peak * (WAVE - 6)) / 2)
    context.fillRect(x, middle - half, 1, half * 2)
  }
}

/** From where each line is said to where it is heard: what leans has drifted. */
function links(context, view, { lines, layout, colours }) {
  const spoken = lines.filter(({ clip }) => clip)
  context.globalAlpha = 0.22
  for (const [pace, alike] of Map.groupBy(spoken, ({ clip }) => clip.pace)) {
    context.fillStyle = colours[pace]
    for (const { speaker, start, end, clip } of alike) {
      const row = speaker % layout.rows
      const top = layout.said + (row + 1) * layout.rowHeight
      const bottom = layout.heard + row * layout.rowHeight
      context.beginPath()
      context.moveTo(xOf(start, view), top)
      context.lineTo(xOf(end, view), top)
      context.lineTo(xOf(clip.end, view), bottom)
      context.lineTo(xOf(clip.start, view), bottom)
      context.fill()
    }
  }
  context.globalAlpha = 1
}

/** A line's bars: as it was said, and, in its colour, as it is heard. */
function boxesOf(line, view, { layout, marked }) {
  const row = (line.speaker % layout.rows) * layout.rowHeight + 1
  const height = layout.rowHeight - 2
  const said = { ...placeOf(line, view), top: layout.said + row, height, colour: 'said', line, marked }
  if (!line.clip) return [said]
  return [said, { ...said, ...placeOf(line.clip, view), top: layout.heard + row, colour: line.clip.pace }]
}

function placeOf({ start, end }, view) {
  const x = xOf(start, view)
  return { x, width: Math.max(1, xOf(end, view) - x - (view.scale > 10 ? 1 : 0)) }
}

/** Pixels under which nobody sees that corners are round. */
const ROUND = 4

/** All bars of a colour in turn. An hour has thousands, and a path of as many parts is slow to fill. */
function fill(context, boxes, colour) {
  context.fillStyle = colour
  for (const { x, width, top, height } of boxes) {
    if (width < ROUND) {
      context.fillRect(x, top, width, height)
      continue
    }
    context.beginPath()
    context.roundRect(x, top, width, height, ROUND)
    context.fill()
  }
}

/** Colours that dark words stand on. */
const LIGHT = new Set(['slower', 'brisk', 'fast'])

/** What only some bars have: stripes, words, a rim. */
function detail(context, box, colours) {
  const { x, width, top, height, colour, marked, line } = box
  const isWordy = width >= WORDY
  if (!isWordy && !marked && colour !== 'over') return
  context.save()
  context.beginPath()
  context.roundRect(x, top, width, height, Math.min(ROUND, width / 2))
  if (marked) {
    context.strokeStyle = colours.ink
    context.lineWidth = 2
    context.stroke()
  }
  context.clip()
  if (colour === 'over') hatch(context, box)
  const onFill = colours[LIGHT.has(colour) ? 'on-light' : 'on-dark']
  const { said, dubbed } = isWordy ? wordsOf(line) : { said: '', dubbed: '' }
  if (isWordy) written(context, box, { onFill, words: colour === 'said' ? said : dubbed })
  context.restore()
}

/** Stripes, so that it is seen without its colour as well. */
function hatch(context, { x, width, top, height }) {
  const [from, to] = [Math.max(x, -8), Math.min(x + width, context.canvas.width)]
  context.strokeStyle = '#fff6'
  context.lineWidth = 2
  context.beginPath()
  for (let at = from - height; at < to; at += 7) {
    context.moveTo(at, top + height)
    context.lineTo(at + height, top)
  }
  context.stroke()
}

const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** From the side where reading begins; of a bar that begins out of view, from the edge. */
function written(context, { x, width, top, height }, { onFill, words }) {
  const isRight = RIGHT_TO_LEFT.test(words)
  context.direction = isRight ? 'rtl' : 'ltr'
  context.textAlign = isRight ? 'right' : 'left'
  context.textBaseline = 'middle'
  context.font = `${height > 16 ? 12 : 11}px system-ui, sans-serif`
  context.fillStyle = onFill
  const shown = shortened(context, words, Math.min(width, x + width) - 10)
  context.fillText(shown, isRight ? x + width - 6 : Math.max(x, 0) + 6, top + height / 2 + 0.5)
}

/** As many words as there is room for. */
function shortened(context, words, room) {
  if (context.measureText(words).width <= room) return words
  const share = room / context.measureText(words).width
  let kept = words.slice(0, Math.floor(words.length * share) + 2)
  while (kept.length > 1 && context.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1)
  return `${kept.trimEnd()}…`
}

function say(context, text, layout, colours) {
  context.fillStyle = colours.soft
  context.font = '13px system-ui, sans-serif'
  context.textAlign = 'left'
  context.direction = 'ltr'
  context.fillText(text, 8, layout.heard + layout.bars + WAVE / 2)
}

function xOf(seconds, view) {
  return (seconds - view.from) * view.scale
}
