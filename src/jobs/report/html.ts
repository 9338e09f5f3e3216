/** A text as HTML shows it, in an attribute or between tags; it can be nothing else there. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A place in a recording: `0:59.9`, `1:00:00.0`. */
export function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10) // Rounded first: 59.97 s is 1:00.0, not 0:60.0.
  const minutes = Math.floor(tenths / 600)
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0')
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

/** A number of things: `1 line`, `6 lines`. */
export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
