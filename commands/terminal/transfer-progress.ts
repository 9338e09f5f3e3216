import type { Context } from '../command.ts'
import { type JsonEvent, jsonLine } from './json-event.ts'

/** How far something is that is sent or fetched. */
export type Transfer = {
  readonly bytes: number
  readonly total: number
  /** Bytes a second; undefined until it is known. */
  readonly speed: number | undefined
  /** Seconds. */
  readonly left: number | undefined
}

export type TransferProgress<Pace extends Transfer> = {
  readonly show: (pace: Pace) => void
  /** What takes a while, but cannot be told how far it is. */
  readonly say: (text: string) => void
  readonly end: () => void
}

/** Why a transfer waits. */
export const TRANSFER_WAITS = {
  storage: 'The storage does not answer. Trying again.',
  process: 'Another ytdub is sending or fetching the same: waiting for it.',
} as const

type Words<Pace extends Transfer> = {
  readonly line: (pace: Pace) => string
  readonly event: (pace: Pace) => JsonEvent
  /** Of what it is told how far it is. */
  readonly of: (pace: Pace) => string
}

/** Tells how a transfer goes on: one line that changes on a terminal, a line for each tenth elsewhere, JSON for scripts. */
export async function transferProgress<Pace extends Transfer>(
  { line, event, of }: Words<Pace>,
  { streams, manner }: Pick<Context, 'streams' | 'manner'>,
): Promise<TransferProgress<Pace>> {
  if (manner.quiet && !manner.json) return { show: () => {}, say: () => {}, end: () => {} }
  if (!manner.json && streams.animated) return spun(line, streams.color.err)
  let told = ''
  return {
    show(pace) {
      const tenth = `${of(pace)} ${Math.floor(fraction(pace) * 10)}`
      if (told === tenth) return
      told = tenth
      if (manner.json) streams.out(jsonLine(event(pace)))
      else streams.err(`${line(pace)}\n`)
    },
    say: (text) => (manner.json ? streams.out(jsonLine({ event: 'notice', message: text })) : streams.err(`${text}\n`)),
    end: () => {},
  }
}

/** `45 % of 120.0 MB, 2.1 MB/s, 31 s left` */
export function paceWords(pace: Transfer): string {
  const { bytes, total, speed, left } = pace
  const part = `${Math.floor(fraction(pace) * 100)} % of ${megabytes(total)}`
  return speed === undefined || bytes === total ? part : `${part}, ${megabytes(speed)}/s, ${duration(left ?? 0)} left`
}

/** The same as scripts read it. */
export function paceFigures({ bytes, total, speed, left }: Transfer) {
  return {
    bytes,
    total,
    bytes_per_second: speed === undefined ? null : Math.round(speed),
    seconds_left: left === undefined ? null : Math.round(left),
  }
}

function fraction({ bytes, total }: Transfer): number {
  return total === 0 ? 1 : bytes / total
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

async function spun<Pace extends Transfer>(
  lineOf: (pace: Pace) => string,
  color: boolean,
): Promise<TransferProgress<Pace>> {
  const { default: ora } = await import('ora')
  const line = ora({ discardStdin: false, color: color ? 'cyan' : false })
  const say = (text: string) => {
    line.text = text
    if (!line.isSpinning) line.start()
  }
  return { show: (pace) => say(lineOf(pace)), say, end: () => void line.stop() }
}
