import { createRequire } from 'node:module'
import type { SingleBar } from 'cli-progress'
import { printable } from './styled.ts'

/** Rows that move on a terminal, and what is said above them. */
export type Bars = {
  /** Another row, `total` at its end; `parts` are what the format names. */
  readonly add: (total: number, parts: Readonly<Record<string, string>>) => SingleBar
  readonly remove: (row: SingleBar) => void
  readonly say: (text: string) => void
  readonly end: () => void
}

const SHORTEST_BAR = 10
const LONGEST_BAR = 40

/** Above the bars: cli-progress clears one row for it, and has the terminal cut rows off at its edge. */
const CLEAR_BELOW = '\u001B[J'
const [WRAP, NO_WRAP] = ['\u001B[?7h', '\u001B[?7l']

/** Rows of one format, bars of about so many columns. cli-progress is CommonJS; it is loaded only where bars are drawn, and draws on standard error. */
export function openBars(format: string, columns: number): Bars {
  const { MultiBar, Presets } = createRequire(import.meta.url)('cli-progress') as typeof import('cli-progress')
  const barsize = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, columns))
  const bars = new MultiBar(
    // Redrawn though nothing moved: what is said above the bars clears them away.
    { format, barsize, hideCursor: true, clearOnComplete: false, autopadding: true, forceRedraw: true },
    Presets.shades_classic,
  )
  return {
    add: (total, parts) => bars.create(total, 0, parts),
    remove: (row) => void bars.remove(row),
    say: (text) => bars.log(`${CLEAR_BELOW}${WRAP}${printable(text)}${NO_WRAP}\n`),
    end() {
      bars.update() // What was said since the last look: stopping alone would drop it.
      bars.stop()
    },
  }
}
