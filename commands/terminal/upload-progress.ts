import type { Ora } from 'ora'
import type { Context } from '../command.ts'
import { printable } from './styled.ts'

/** How far the upload of a file is. */
export type UploadPace = {
  readonly name: string
  readonly bytes: number
  readonly total: number
  /** Bytes a second; undefined until it is known. */
  readonly speed: number | undefined
  /** Seconds. */
  readonly left: number | undefined
}

export type UploadProgress = { readonly show: (pace: UploadPace) => void; readonly end: () => void }

/** Tells how an upload goes on: one line that changes on a terminal, a line for each tenth elsewhere, JSON for scripts. */
export async function uploadProgress({
  streams,
  manner,
}: Pick<Context, 'streams' | 'manner'>): Promise<UploadProgress> {
  if (manner.quiet && !manner.json) return { show: () => {}, end: () => {} }
  if (!manner.json && streams.animated) return spun(await spinner(streams.color.err))
  let told = ''
  return {
    show(pace) {
      const tenth = `${pace.name} ${Math.floor((pace.bytes / pace.total) * 10)}`
      if (told === tenth) return
      told = tenth
      if (manner.json) streams.out(`${JSON.stringify(asJson(pace))}\n`)
      else streams.err(`${uploadLine(pace)}\n`)
    },
    end: () => {},
  }
}

function asJson({ name, bytes, total, speed, left }: UploadPace) {
  const seconds = left === undefined ? null : Math.round(left)
  const rate = speed === undefined ? null : Math.round(speed)
  return { event: 'upload-progress', file: name, bytes, total, bytes_per_second: rate, seconds_left: seconds }
}

/** `Uploading talk.mp3: 45 % of 120.0 MB, 2.1 MB/s, 31 s left` */
export function uploadLine({ name, bytes, total, speed, left }: UploadPace): string {
  const part = `${Math.floor((bytes / total) * 100)} % of ${megabytes(total)}`
  const pace = speed === undefined || bytes === total ? '' : `, ${megabytes(speed)}/s, ${duration(left ?? 0)} left`
  return `Uploading ${printable(name)}: ${part}${pace}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

async function spinner(color: boolean): Promise<Ora> {
  const { default: ora } = await import('ora')
  return ora({ discardStdin: false, color: color ? 'cyan' : false })
}

function spun(line: Ora): UploadProgress {
  return {
    show(pace) {
      line.text = uploadLine(pace)
      if (!line.isSpinning) line.start()
    },
    end: () => void line.stop(),
  }
}
