/** Pixels beside a bar that still count as on it. */
const NEAR = 3

/** What is at a place on the timeline: the line, or none, and whether the place is on its bars or on a waveform. */
export function hit(lines, { from, scale }, { x, y, layout }) {
  const second = from + x / scale
  const isDub = y > (layout.said + layout.bars + layout.heard) / 2
  const row = rowAt(y, layout)
  let line = null
  let distance = NEAR / scale
  for (const each of lines) {
    if (row !== null && each.speaker % layout.rows !== row) continue
    const span = isDub ? each.clip : each
    const away = span ? Math.max(span.start - second, second - span.end, 0) : Infinity
    if (away > distance || (line !== null && away === distance)) continue
    line = each
    distance = away
  }
  return { line, onBar: y >= layout.said && y < layout.heard + layout.bars }
}

function rowAt(y, { said, heard, bars, rowHeight }) {
  for (const top of [said, heard]) if (y >= top && y < top + bars) return Math.floor((y - top) / rowHeight)
  return null
}
