/** The picture's width, in pixels of its own. */
export const WIDTH = 1180

/** A part of the picture, and where it ends. */
export type Part = { readonly svg: string; readonly bottom: number }

/** A text; `classes` are those of the picture's style. */
export function text(x: number, y: number, content: string, classes = ''): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${short(x)}" y="${short(y)}"${classes === '' ? '' : ` class="${classes}"`}>${safe}</text>`
}

/** A filled box; `fill` is a name of the picture's colours. */
export function box(x: number, y: number, [width, height]: readonly [number, number], fill: string): string {
  const size = `width="${short(width)}" height="${short(height)}"`
  return `<rect x="${short(x)}" y="${short(y)}" ${size} fill="var(--${fill})"/>`
}

/** An upright line. */
export function upright(x: number, top: number, bottom: number, stroke: string): string {
  return `<path d="M${short(x)} ${short(top)}V${short(bottom)}" stroke="var(--${stroke})"/>`
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10)
}
