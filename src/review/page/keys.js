/** What the keyboard does wherever nothing else has a use for the key. `keys` is what each does, `words` what some do in words. */
export function listenToKeys({ keys, inWords }) {
  document.addEventListener('keydown', (event) => {
    const { target } = event
    if (target.closest('textarea')) return wordKeys(event, inWords)
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isTaken = target.closest('input:not([type=checkbox], [type=radio]), select') !== null
    const presses = target.closest('button, a, summary, input, label') !== null
    const key = event.key === '=' ? '+' : event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (isTaken || (presses && [' ', 'Enter'].includes(key))) return
    const onTimeline = target.closest('.scroll') !== null
    const act = keys[key] ?? (onTimeline ? TIMELINE[key] && keys[TIMELINE[key]] : undefined)
    if (!act) return
    event.preventDefault()
    act()
  })
}

/** On the timeline, which is a slider, arrows go from line to line as well. */
const TIMELINE = { ArrowRight: 'j', ArrowLeft: 'k', ArrowDown: 'j', ArrowUp: 'k', Home: 'Home', End: 'End' }

function wordKeys(event, { leave, next }) {
  const act =
    event.key === 'Escape' ? leave : event.key === 'Enter' && (event.ctrlKey || event.metaKey) ? next : undefined
  if (!act) return
  event.preventDefault()
  act()
}
