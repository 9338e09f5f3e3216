import type { SingleBar } from 'cli-progress'
import { nameOf } from '../../src/dub/language.ts'
import { type Bars, openBars } from './bars.ts'
import { happening } from './line-progress.ts'
import type { Progress } from './progress.ts'
import type { Streams } from './streams.ts'
import { printable } from './styled.ts'
import { textWidth } from './text-width.ts'

/** Columns that a row needs beside its bar and name: brackets, percentage, message. */
const BESIDE_BAR = 50

/** One moving row for each language, with its stage and a bar; what happens stands above them. */
export function barProgress({ err, columns }: Pick<Streams, 'err' | 'columns'>): Progress {
  let bars: Bars | undefined
  const rows = new Map<string, SingleBar>()

  const say = (text: string | undefined) => {
    if (text === undefined) return
    if (bars) bars.say(text)
    else err(`${printable(text)}\n`)
  }

  return {
    moving: true,
    notice: say,
    show(event) {
      switch (event.event) {
        case 'job-started': {
          const width = Math.max(...event.languages.map((language) => textWidth(nameOf(language))))
          bars = openBars('{name} {bar} {percentage}% {message}', columns - width - BESIDE_BAR)
          for (const language of event.languages) {
            const name = nameOf(language)
            const row = { name: name + ' '.repeat(width - textWidth(name)), message: 'waiting' }
            rows.set(language, bars.add(100, row))
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
      bars?.end()
      bars = undefined
    },
  }
}
