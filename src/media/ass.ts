import type { Caption } from '../dub/captions.ts'

/** The picture as it is seen, in pixels; `isHdr` where its white is meant to dazzle. */
export type Screen = { readonly width: number; readonly height: number; readonly isHdr: boolean }

/**
 * Captions as Advanced SubStation Alpha, which libass paints: white with a black outline, at the foot of the picture,
 * as large as 42 characters leave room for, and a row a fourteenth of the height at most.
 */
export function toAss(captions: readonly Caption[], screen: Screen): string {
  const lines = captions.map(({ start, end, rows }) => {
    return `Dialogue: 0,${clock(start)},${clock(end)},Captions,,0,0,0,,${textOf(rows, isUpright(screen))}`
  })
  return `${head(screen)}${lines.join('\n')}\n`
}

/** White in HDR is as bright as the sun: the brightness of paper is about this in both of its curves (ITU-R BT.2408). */
const PAPER = '&H00A8A8A8'
const WHITE = '&H00FFFFFF'

/** A row of so many characters fits between the margins; few letters are wider than this against the row's height. */
const ROW = 42
const CHARACTER = 0.4

function head(screen: Screen): string {
  const { width, height, isHdr } = screen
  const across = Math.round(width * 0.05)
  const upright = isUpright(screen)
  // An upright picture is too narrow for 42 characters that can be read: its rows are broken anew, and stand higher, for
  // players lay buttons over its foot.
  const size = Math.round(upright ? width / 15 : Math.min(height / 14, (width * 0.9) / (ROW * CHARACTER)))
  const foot = Math.round(height * (upright ? 0.15 : 0.05))
  const outline = Math.max(1, size / 16).toFixed(1)
  const colours = `${isHdr ? PAPER : WHITE},${WHITE},&H00000000,&H80000000`
  const looks = `0,0,0,0,100,100,0,0,1,${outline},0`
  return `[Script Info]
ScriptType: v4.00+
PlayResX: ${width}
PlayResY: ${height}
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, ${LOOKS}
Style: Captions,Arial,${size},${colours},${looks},2,${across},${across},${foot},-1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`
}

const LOOKS =
  'Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, ' +
  'Alignment, MarginL, MarginR, MarginV, Encoding'

function isUpright({ width, height }: Screen): boolean {
  return height > width * 1.2
}

/** Braces begin commands, and so do backslashes: a joiner of no width behind one makes it a letter. */
function textOf(rows: readonly string[], upright: boolean): string {
  const plain = rows.map((row) => row.replaceAll('\\', '\\\u2060').replace(/[{}]/g, String.raw`\$&`))
  // Rows of scripts without spaces are short, and cannot be broken anew.
  const spaced = plain.some((row) => row.includes(' '))
  return plain.join(upright && spaced ? ' ' : String.raw`\N`)
}

function clock(seconds: number): string {
  const hundredths = Math.round(seconds * 100)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const [hours, minutes] = [Math.floor(hundredths / 360_000), (hundredths / 6000) % 60]
  return `${hours}:${two(minutes)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`
}
