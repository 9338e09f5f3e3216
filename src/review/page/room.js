/** How much of a line's room its words take: what is said of it, and whether they are too many. */
export function roomOf(words, { seconds, characters }) {
  const count = [...words.trim()].length
  const over = count - characters
  const more = over > 0 ? `, ${over} too many` : ''
  return { text: `${count} of ${characters} characters${more} · ${seconds.toFixed(1)} s`, isOver: over > 0 }
}

/** Seconds with their sign: `+0.12 s`. */
export function signed(seconds) {
  const shown = Math.abs(seconds).toFixed(2)
  return `${seconds < 0 && Number(shown) !== 0 ? '−' : '+'}${shown} s`
}
