import type { Figures } from './measure.ts'
import { RULES } from './rules/all.ts'
import type { Run } from './run.ts'

/** A column of the tables; `isBroken` says that the figure breaks what a listener may expect of any dub. */
type Column = {
  readonly head: string
  readonly cell: (figures: Figures) => string
  readonly isBroken?: (figures: Figures) => boolean
}

/** What cannot be heard: less overlap or loss (s) than this in all. */
const UNHEARD = 0.005

const COLUMNS: readonly Column[] = [
  { head: 'overlap s', cell: ({ overlap }) => fixed(overlap), isBroken: ({ overlap }) => overlap > UNHEARD },
  { head: 'lost s', cell: ({ lost }) => fixed(lost), isBroken: ({ lost }) => lost > UNHEARD },
  { head: 'start mean', cell: ({ start_error }) => fixed(start_error.mean) },
  { head: 'start rms', cell: ({ start_error }) => fixed(start_error.rms) },
  { head: 'start p95', cell: ({ start_error }) => fixed(start_error.p95) },
  { head: 'start max', cell: ({ start_error }) => fixed(start_error.max) },
  { head: 'end mean', cell: ({ end_error }) => fixed(end_error.mean) },
  { head: 'end rms', cell: ({ end_error }) => fixed(end_error.rms) },
  { head: 'rate min', cell: ({ rate }) => fixed(rate.min) },
  { head: 'rate p95', cell: ({ rate }) => fixed(rate.p95) },
  { head: 'rate max', cell: ({ rate }) => fixed(rate.max) },
  { head: 'rate dev', cell: ({ rate }) => fixed(rate.rms_deviation, 3) },
  { head: '>1.2 %', cell: ({ over_1_2 }) => fixed(over_1_2 * 100, 1) },
  { head: '>1.3 %', cell: ({ over_1_3 }) => fixed(over_1_3 * 100, 1) },
  { head: 'jump mean', cell: ({ jump }) => fixed(jump.mean, 3) },
  { head: 'jump rms', cell: ({ jump }) => fixed(jump.rms, 3) },
  {
    head: 'end − T',
    cell: ({ end_minus_T }) => fixed(end_minus_T),
    isBroken: ({ end_minus_T }) => end_minus_T > UNHEARD,
  },
]

const MS: Column = { head: 'ms', cell: ({ ms }) => fixed(ms, 1) }

/** A table for a terminal, a block for each instance. A figure that breaks a promise is followed by `!`. */
export function toText(runs: readonly Run[]): string {
  const columns = [...COLUMNS, MS]
  const width = Math.max(...Object.keys(RULES).map((name) => name.length))
  const widths = columns.map(({ head }) => Math.max(head.length, 7) + 1)
  const heads = columns.map(({ head }, index) => head.padStart(widths[index]!)).join('')
  return runs
    .map(({ instance, outcomes }) => {
      const rows = Object.entries(outcomes).map(([name, { figures }]) => {
        if (figures.aborted) return `${name.padEnd(width)}  gives up: all ${fixed(figures.lost)} s are lost`
        const cells = columns.map((column, index) =>
          (column.cell(figures) + (isBroken(column, figures) ? '!' : ' ')).padStart(widths[index]!),
        )
        return `${name.padEnd(width)}${cells.join('')}`.trimEnd()
      })
      return `${titleOf({ instance, outcomes })}\n${' '.repeat(width)}${heads}\n${rows.join('\n')}\n`
    })
    .join('\n')
}

/** The same tables in Markdown, without times, which differ from run to run; what breaks a promise is bold. */
export function toMarkdown(runs: readonly Run[]): string {
  return runs
    .map(({ instance, outcomes }) => {
      const rows = Object.entries(outcomes).map(([name, { figures }]) => {
        if (figures.aborted) {
          return `| ${name} | | **${fixed(figures.lost)}** | gives up |${' |'.repeat(COLUMNS.length - 3)}`
        }
        const cells = COLUMNS.map((column) =>
          isBroken(column, figures) ? `**${column.cell(figures)}**` : column.cell(figures),
        )
        return `| ${name} | ${cells.join(' | ')} |`
      })
      const heads = COLUMNS.map(({ head }) => head).join(' | ')
      const rule = `|---|${'--:|'.repeat(COLUMNS.length)}`
      return `#### ${titleOf({ instance, outcomes })}\n\n| rule | ${heads} |\n${rule}\n${rows.join('\n')}\n`
    })
    .join('\n')
}

function titleOf({ instance, outcomes }: Run): string {
  const { name, lines, duration } = instance
  const asked = outcomes['ytdub']!.plan.shorten ?? []
  const short = asked.reduce((sum, { seconds }) => sum + seconds, 0)
  const verdict =
    asked.length === 0 ? '' : `: too much to say, ${asked.length} lines should be ${short.toFixed(1)} s shorter in all`
  return `${name}, ${lines.length} lines in ${duration.toFixed(0)} s${verdict}`
}

function isBroken({ isBroken }: Column, figures: Figures): boolean {
  return isBroken?.(figures) === true
}

function fixed(value: number, digits = 2): string {
  // A tiny negative figure would be written "-0.00".
  return value.toFixed(digits).replace(/^-(?=[0.]+$)/, '')
}
