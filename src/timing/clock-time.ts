/** Whole milliseconds as captions have them: `00:01:02,345`, with a comma in SubRip and a dot in WebVTT. */
export function clockTime(milliseconds: number, point: ',' | '.'): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const seconds = milliseconds / 1000
  const time = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${time}${point}${String(milliseconds % 1000).padStart(3, '0')}`
}
