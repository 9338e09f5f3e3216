import type { SummaryFile } from '../../src/dub/summary.ts'
import type { BatchEvent } from '../../src/jobs/batch/batch-events.ts'
import type { Manner } from '../command.ts'
import type { BatchProgress } from './batch-progress.ts'
import { happening, lineProgress } from './line-progress.ts'
import type { Progress } from './progress.ts'
import type { Streams } from './streams.ts'
import { printable } from './styled.ts'

/** So many files of the list are named; the summary names all. */
const NAMED = 20

/** A line when a file has its turn, when it has ended, and for what happens meanwhile; with `verbose`, all that its job tells. */
export function batchLines({ err }: Pick<Streams, 'err'>, { verbose }: Pick<Manner, 'verbose'>): BatchProgress {
  const say = (text: string) => err(`${printable(text)}\n`)
  const count = counting()
  const jobs = new Map<string, Progress>()
  const jobOf = (file: string) => {
    const known = jobs.get(file) ?? lineProgress({ err: (text) => err(`${printable(file)}: ${text}`) }, { verbose })
    jobs.set(file, known)
    return known
  }
  return {
    moving: false,
    notice: say,
    show(event) {
      count.hear(event)
      if (event.event === 'file-finished') jobs.delete(event.file)
      if (event.event === 'job' && verbose) return jobOf(event.file).show(event.told)
      for (const line of linesFor(event, count)) say(line)
    },
    end: () => {},
  }
}

/** How many files there are, and how many have ended. */
export function counting() {
  let all = 0
  let ended = 0
  return {
    hear(event: BatchEvent): void {
      if (event.event === 'batch-started') all = event.files.length
      if (event.event === 'file-finished' && event.outcome.status !== 'pending') ended += 1
    },
    /** `3 of 200`; of a folder that is watched, more may come. */
    told: () => (ended > all ? String(ended) : `${ended} of ${all}`),
    share: () => (all === 0 ? 0 : Math.min(1, ended / all)),
  }
}

/** What a person is told of an event, however they watch. */
export function linesFor(event: BatchEvent, count: Pick<ReturnType<typeof counting>, 'told'>): readonly string[] {
  switch (event.event) {
    case 'batch-started':
      return listed(event.files, event.at_once)
    case 'file-started':
      return [`${event.file}: begins`]
    case 'file-waiting':
      return [`${event.file}: the same recording as ${event.same}, and waits for it`]
    case 'notice':
      return [event.message]
    case 'file-finished':
      return [`${event.file}: ${endOf(event.outcome)} (${count.told()})`]
    case 'job': {
      const { told, file } = event
      if (told.event === 'warning' || told.event === 'step-failed') return withFile(file, happening(told))
      if (told.event === 'job-waiting' || told.event === 'blob-lost') return withFile(file, happening(told))
      return []
    }
  }
}

function withFile(file: string, line: string | undefined): readonly string[] {
  return line === undefined ? [] : [`${file}: ${line}`]
}

function listed(files: readonly string[], atOnce: number): readonly string[] {
  const more = files.length - NAMED
  const head = `${files.length === 1 ? '1 file' : `${files.length} files`}, ${atOnce} at once:`
  return [head, ...files.slice(0, NAMED).map((file) => `  ${file}`), ...(more > 0 ? [`  and ${more} more`] : [])]
}

function endOf({ status, seconds, error }: SummaryFile): string {
  const took = `in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  const why = error === undefined ? '' : `: ${error.message}`
  switch (status) {
    case 'complete':
      return `done ${took}`
    case 'reviewable':
      return `ready to be looked over ${took}`
    case 'partial':
      return `partly done ${took}${why}`
    case 'error':
      return `failed${why}`
    case 'pending':
      return 'not done'
  }
}
