import { lanes } from './lanes.ts'
import { matrix } from './matrix.ts'
import type { Run } from './run.ts'
import { text, WIDTH } from './svg.ts'

/** Colours for light and dark, chosen so that red stands for a broken promise alone. */
const STYLE = `
  svg { --paper: #ffffff; --ink: #1c2733; --soft: #5b6875; --line: #d5dbe1; --band: #f2f5f8;
        --good: #2f7fb8; --calm: #6fa8d0; --brisk: #1f6aa3; --slow: #4f9d77; --bad: #d0312d; --ours: #e4f0f9; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #12181f; --ink: #e6ebf0; --soft: #9aa7b4; --line: #36424e; --band: #1a222b;
          --good: #58a9e0; --calm: #4a83ad; --brisk: #79bdec; --slow: #4f9370; --bad: #ff6b62; --ours: #1d3344; } }
  text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: var(--ink) }
  .title { font-size: 20px; font-weight: 600 } .head { font-weight: 600 } .soft { fill: var(--soft); font-size: 12px }
  .small { font-size: 10.5px } .right { text-anchor: end } .middle { text-anchor: middle } .red { fill: var(--bad) }
  .bold { font-weight: 600 } .on { fill: var(--paper) }`

/** The instance that is drawn: the first by this name, or else the first of all. */
const DRAWN = 'dense monologue'

/** Draws how every rule does on one instance, and thirty seconds of some of them, as an SVG without scripts. */
export function picture(runs: readonly Run[]): string {
  const run = runs.find(({ instance }) => instance.name === DRAWN) ?? runs[0]!
  const { name, lines, duration } = run.instance
  const top = matrix(run, 74)
  const below = lanes(run, top.bottom + 56)
  const height = below.bottom + 16
  const minutes = Math.max(1, Math.round(duration / 60))
  const about = `On “${name}”: ${lines.length} lines, ${minutes} min, most translations longer than the original`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>How ytdub and other rules fit spoken lines to the original’s timing</title>
<style>${STYLE}
</style>
<rect width="${WIDTH}" height="${height}" fill="var(--paper)"/>
${text(24, 34, 'Who overlaps, loses words, drifts, gabbles or lurches', 'title')}
${text(24, 55, `${about}. Red: words lost or spoken over, or faster than the bound.`, 'soft')}
${top.svg}
${below.svg}
</svg>
`
}
