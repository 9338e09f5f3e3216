import { find } from './element.js'

/** What is done with the mouse: the player's controls, the timeline's, and choosing a line. */
export function useControls({ listen, toggle, picture, approveAll, chooseRow }) {
  for (const name of ['.live', '.transport']) find(name).hidden = false
  for (const input of document.querySelectorAll('.side input')) {
    input.addEventListener('change', () => listen(input.value))
  }
  find('.play').addEventListener('click', toggle)
  find('.zoom').addEventListener('click', ({ target }) => {
    const act = { in: picture.zoomIn, out: picture.zoomOut, fit: picture.fit }[target.value]
    act?.()
  })
  find('.approve-all').addEventListener('click', approveAll)
  useRows(chooseRow)
}

/** A line is looked at that has the focus, or was clicked: not before the click is over, for its tools move what is below. */
function useRows(chooseRow) {
  const panels = find('.panels')
  let isPressed = false
  const choose = ({ target }) => {
    const item = target.closest('li.line')
    if (item && !isPressed) chooseRow(item)
  }
  panels.addEventListener('pointerdown', () => {
    isPressed = true
  })
  for (const name of ['pointerup', 'pointercancel']) {
    addEventListener(name, () => {
      isPressed = false
    })
  }
  panels.addEventListener('focusin', choose)
  panels.addEventListener('click', choose)
}
