/** The list of lines below the timeline. `onLine(line)` is told which one somebody chose, `onShow(line)` which one a link names. */
export function lineList(lines, panel, { onLine }) {
  const follow = document.querySelector('.follow input')
  const byRow = new Map(lines.map((line) => [line.row, line]))
  let marked = null
  panel.addEventListener('click', (event) => {
    const row = event.target.closest('li.line')
    const line = row && byRow.get(row.id)
    // Words that are being marked are not a click on the line.
    if (!line || !window.getSelection().isCollapsed) return
    onLine(line)
  })
  return {
    find: (row) => byRow.get(row),
    mark(line) {
      if (line === marked) return
      if (marked) rowOf(marked)?.removeAttribute('aria-current')
      marked = line
      const row = line && rowOf(line)
      row?.setAttribute('aria-current', 'true')
      if (row && follow.checked) row.scrollIntoView({ block: 'center', behavior: calm() ? 'auto' : 'smooth' })
    },
  }
}

function rowOf(line) {
  return document.getElementById(line.row)
}

function calm() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
