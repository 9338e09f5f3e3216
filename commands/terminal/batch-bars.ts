import type { JobEvent } from '../../src/jobs/events.ts'
import { type Bars, openBars } from './bars.ts'
import { counting, linesFor } from './batch-lines.ts'
import type { BatchProgress } from './batch-progress.ts'
import type { Streams } from './streams.ts'
import { printable } from './styled.ts'

/** Columns that a row leaves to its bar's name: percentage and message. */
const BESIDE_BAR = 60
const IDLE = '-'

type Row = { readonly bar: ReturnType<Bars['add']>; file: string | undefined; readonly tasks: Map<string, number> }

/** A moving row for all files, and one for each that is worked on; what happens stands above them. */
export function batchBars({ err, columns }: Pick<Streams, 'err' | 'columns'>): BatchProgress {
  const count = counting()
  let bars: Bars | undefined
  let all: Row['bar'] | undefined
  const rows: Row[] = []
  const say = (text: string) => (bars ? bars.say(text) : err(`${printable(text)}\n`))
  const rowOf = (file: string) => rows.find((row) => row.file === file)

  const open = (atOnce: number) => {
    bars = openBars('{bar} {percentage}% {message}', columns - BESIDE_BAR)
    all = bars.add(100, { message: `${count.told()} files` })
    for (let row = 0; row < atOnce; row++) {
      rows.push({ bar: bars.add(100, { message: IDLE }), file: undefined, tasks: new Map() })
    }
  }

  return {
    moving: true,
    notice: say,
    show(event) {
      count.hear(event)
      if (event.event !== 'file-started') for (const line of linesFor(event, count)) say(line)
      if (event.event === 'batch-started') open(event.at_once)
      else if (event.event === 'file-started')
        begin(
          rows.find(({ file }) => file === undefined),
          event.file,
        )
      else if (event.event === 'job') move(rowOf(event.file), event.told)
      else if (event.event === 'file-finished') {
        all?.update(Math.floor(count.share() * 100), { message: `${count.told()} files` })
        finish(rowOf(event.file))
      }
    },
    end() {
      for (const { bar } of rows) bars?.remove(bar) // Nothing moves any more: they would stay on the screen.
      bars?.end()
      bars = undefined
    },
  }
}

function begin(row: Row | undefined, file: string): void {
  if (!row) return
  row.file = file
  row.tasks.clear()
  row.bar.update(0, { message: printable(file) })
}

function move(row: Row | undefined, told: JobEvent): void {
  if (!row || row.file === undefined) return
  if (told.event === 'job-started') for (const language of told.languages) row.tasks.set(language, 0)
  if (told.event !== 'task') return
  row.tasks.set(told.language, told.progress)
  const progress = [...row.tasks.values()].reduce((sum, each) => sum + each, 0) / row.tasks.size
  row.bar.update(Math.floor(progress), { message: printable(`${row.file}: ${told.language} ${told.message}`) })
}

function finish(row: Row | undefined): void {
  if (!row) return
  row.file = undefined
  row.bar.update(0, { message: IDLE })
}
