import { clock, wordsOf } from './data.js'
import { draw, layoutOf } from './draw.js'
import { hit } from './hit.js'
import { showTip } from './tip.js'
import { viewport } from './viewport.js'

const STEP = 1.6

/** The picture of source and dub. `onLine(line)` and `onTime(seconds)` are told where somebody clicked. */
export function timeline({ source, duration }, { onLine, onTime }) {
  const [scroll, room, canvas, playhead, tip] = ['.scroll', '.room', 'canvas', '.playhead', '.tip'].map((name) =>
    document.querySelector(`.timeline ${name}`),
  )
  const shown = { source, duration, dub: { lines: [], waveform: null }, layout: layoutOf([]), marked: null }
  let [hovered, now] = [null, 0]
  const repaint = painter(canvas, () => ({ view: view.now(), ...shown, marked: hovered ?? shown.marked }))
  const placeHead = () => {
    playhead.style.transform = `translateX(${now * view.now().scale}px)`
  }
  const view = viewport({ scroll, room }, duration, () => {
    placeHead()
    repaint()
  })
  const hover = (line, x = 0) => {
    if (hovered !== line) repaint()
    hovered = line
    if (line) showTip(tip, line, x)
    else tip.hidden = true
  }
  /** What stays where it is: the playhead where it is seen, else the middle. */
  const anchor = () => {
    const x = view.xOf(now)
    return x >= 0 && x <= scroll.clientWidth ? x : scroll.clientWidth / 2
  }

  scroll.setAttribute('aria-valuemax', String(Math.round(duration)))
  scroll.addEventListener('blur', () => hover(null))
  pointed({ scroll, canvas }, (x, y) => hit(shown.dub.lines, view.now(), { x, y, layout: shown.layout }), {
    onHover: hover,
    onZoom: (factor, x) => view.zoomBy(factor, x),
    onClick: ({ line, onBar }, x) => (line && onBar ? onLine(line) : onTime(view.secondAt(x))),
  })
  return {
    zoomIn: () => view.zoomBy(STEP, anchor()),
    zoomOut: () => view.zoomBy(1 / STEP, anchor()),
    fit: () => view.zoomBy(0, 0),
    show(dub, drawn = shown.source) {
      Object.assign(shown, { dub, source: drawn, layout: layoutOf(dub.lines) })
      hover(null)
      room.style.height = `${shown.layout.height}px`
      view.resize()
    },
    /** Where the player is, and in which line; `kept` brings it into view. */
    at(seconds, line, kept) {
      now = seconds
      placeHead()
      // While it plays only a new line is news.
      if (shown.marked !== line || !kept) describe(scroll, seconds, line)
      if (shown.marked !== line) repaint()
      shown.marked = line
      if (kept) view.turnTo(seconds)
    },
    /** Shows a line's words, as when it is pointed at. */
    point(line, seconds) {
      view.turnTo(seconds)
      hover(line, view.xOf(seconds))
    },
  }
}

/** Paints at most once for each picture that the screen shows. */
function painter(canvas, look) {
  const context = canvas.getContext('2d')
  const frame = { due: 0 }
  const paint = () => {
    frame.due = 0
    const { view, ...shown } = look()
    const sizes = { width: view.width, height: shown.layout.height }
    for (const [name, size] of Object.entries(sizes)) {
      canvas[name] = Math.round(size * devicePixelRatio)
      canvas.style[name] = `${size}px`
    }
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    draw(context, view, shown)
  }
  const repaint = () => {
    if (frame.due === 0) frame.due = requestAnimationFrame(paint)
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint)
  return repaint
}

/** Mouse, pen and finger on the timeline. A finger that drags scrolls; only a mouse can point without a click. */
function pointed({ scroll, canvas }, hitAt, { onHover, onZoom, onClick }) {
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  scroll.addEventListener('pointerleave', () => onHover(null))
  scroll.addEventListener('pointermove', (event) => {
    const { x, y } = placeOf(event)
    if (event.pointerType === 'mouse') onHover(hitAt(x, y).line, x)
  })
  canvas.addEventListener('click', (event) => {
    const { x, y } = placeOf(event)
    onClick(hitAt(x, y), x)
  })
  const zoom = (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    onZoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, placeOf(event).x)
  }
  scroll.addEventListener('wheel', zoom, { passive: false })
}

/** Says where the player is to those who do not see it. */
function describe(scroll, seconds, line) {
  const words = line ? wordsOf(line) : null
  const said = words ? `, line ${line.id}: ${words.dubbed || words.said}` : ''
  const text = `${clock(Math.round(seconds))}${said}`
  if (scroll.getAttribute('aria-valuetext') === text) return
  scroll.setAttribute('aria-valuenow', String(Math.round(seconds)))
  scroll.setAttribute('aria-valuetext', text)
}
