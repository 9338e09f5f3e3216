import { clock, wordsOf } from './data.js'

/** Shows a line's words and figures above the timeline, as near to `x` as there is room. */
export function showTip(tip, line, x) {
  const { said, dubbed } = wordsOf(line)
  const parts = [
    ['b', `Line ${line.id}, ${clock(line.start)}, ${figuresOf(line)}`],
    ['p', said],
    ['p', dubbed],
  ]
  tip.replaceChildren(...parts.filter(([, text]) => text !== '').map(([tag, text]) => element(tag, text)))
  tip.hidden = false
  const most = tip.parentElement.clientWidth - tip.offsetWidth
  tip.style.left = `${Math.max(0, Math.min(most, x - tip.offsetWidth / 2))}px`
}

function figuresOf({ start, clip }) {
  if (!clip) return 'not spoken'
  const moved = clip.start - start
  return `${moved < 0 ? '−' : '+'}${Math.abs(moved).toFixed(2)} s, ${clip.rate.toFixed(2)}×`
}

function element(tag, text) {
  const made = document.createElement(tag)
  made.dir = 'auto'
  made.textContent = text
  return made
}
