import { createRequire } from 'node:module'
import type { MultiBar, SingleBar } from 'cli-progress'
import stringWidth from 'string-width'
import { nameOf } from '../../src/dub/language.ts'
import { happening } from './line-progress.ts'
import type { Progress } from './progress.ts'
import { printable, type Streams } from './streams.ts'

/** Columns that a row needs beside its bar and name: brackets, percentage, message. */
const BESIDE_BAR = 50
const SHORTEST_BAR = 10
const LONGEST_BAR = 40

/** Above the bars: cli-progress clears one row for it, and has the terminal cut rows off at its edge. */
const CLEAR_BELOW = '\u001B[J'
const [WRAP, NO_WRAP] = ['\u001B[?7h', '\u001B[?7l']

/** One moving row for each language, with its stage and a bar; what happens stands above them. */
export function barProgress({ err, columns }: Pick<Streams, 'err' | 'columns'>): Progress {
  let bars: MultiBar | undefined
  const rows = new Map<string, SingleBar>()

  const say = (text: string | undefined) => {
    if (text === undefined) return
    if (bars) bars.log(`${CLEAR_BELOW}${WRAP}${printable(text)}${NO_WRAP}\n`)
    else err(`${printable(text)}\n`)
  }

  return {
    moving: true,
    notice: say,
    show(event) {
      switch (event.event) {
        case 'job-started': {
          const width = Math.max(...event.languages.map((language) => stringWidth(nameOf(language))))
          bars = multiBar(columns - width)
          for (const language of event.languages) {
            const name = nameOf(language)
            const row = { name: name + ' '.repeat(width - stringWidth(name)), message: 'waiting' }
            rows.set(language, bars.create(100, 0, row))
          }
          return
        }
        case 'task':
          rows.get(event.language)?.update(Math.floor(event.progress), { message: event.message })
          return
        case 'warning':
        case 'step-failed':
        case 'job-waiting':
        case 'blob-lost':
          say(happening(event))
          return
        case 'job-finished':
        case 'stage':
        case 'step-started':
        case 'estimated':
        case 'step-progress':
        case 'step-made':
        case 'step-recalled':
          return
      }
    },
    failed: () => false,
    end() {
      bars?.update() // What was said since the last look: stopping alone would drop it.
      bars?.stop()
      bars = undefined
    },
  }
}

/** cli-progress is CommonJS; it is loaded only where bars are drawn, and draws on standard error. */
function multiBar(columns: number): MultiBar {
  const { MultiBar, Presets } = createRequire(import.meta.url)('cli-progress') as typeof import('cli-progress')
  const barsize = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, columns - BESIDE_BAR))
  const format = '{name} {bar} {percentage}% {message}'
  return new MultiBar(
    // Redrawn though nothing moved: what is said above the bars clears them away.
    { format, barsize, hideCursor: true, clearOnComplete: false, autopadding: true, forceRedraw: true },
    Presets.shades_classic,
  )
}
