import { nameOf } from '../../src/dub/language.ts'
import type { JobEvent } from '../../src/jobs/events.ts'
import type { Manner } from '../command.ts'
import type { Progress } from './progress.ts'
import { printable, type Streams } from './streams.ts'

/** One line for each change of stage, for logs and for those who cannot see bars. */
export function lineProgress({ err }: Pick<Streams, 'err'>, { verbose }: Pick<Manner, 'verbose'>): Progress {
  const stages = new Map<string, string>()
  return {
    moving: false,
    notice: (text) => err(`${text}\n`),
    show(event) {
      if (event.event === 'task') {
        if (stages.get(event.language) === event.stage) return
        stages.set(event.language, event.stage)
      }
      const line = lineFor(event, verbose)
      if (line !== undefined) err(`${printable(line)}\n`)
    },
    failed: () => false,
    end: () => {},
  }
}

function lineFor(event: JobEvent, verbose: boolean): string | undefined {
  switch (event.event) {
    case 'task':
      return `${event.language}: ${event.stage} (${event.message})`
    case 'job-started':
      return `Job ${event.job}: ${event.languages.map(nameOf).join(', ')}`
    case 'step-made':
      return verbose ? `  ${placeOf(event)} worked out in ${event.ms} ms (${event.key.slice(0, 12)})` : undefined
    case 'step-recalled':
      return verbose ? `  ${placeOf(event)} recalled (${event.key.slice(0, 12)})` : undefined
    case 'step-started':
    case 'step-progress':
    case 'estimated':
    case 'stage':
    case 'job-finished':
      return undefined
    default:
      return happening(event)
  }
}

type Happening = Extract<JobEvent, { event: 'warning' | 'step-failed' | 'job-waiting' | 'blob-lost' }>

/** What a person is told however they watch. */
export function happening(event: Happening): string | undefined {
  switch (event.event) {
    case 'warning':
      return `Warning${event.language === null ? '' : ` (${event.language})`}: ${event.message}`
    case 'step-failed':
      // What was cut off is told once, for all of it; what was lost is told when it is worked out again.
      if (event.code === 'interrupted' || event.code === 'lost') return undefined
      return `Failed: ${placeOf(event)}: ${event.reason}`
    case 'job-waiting':
      return `Another process (${event.holder}) works on this job: waiting for it.`
    case 'blob-lost':
      return 'Something that was kept is gone or damaged: it is worked out again.'
  }
}

function placeOf({ stage, language, line }: { stage: string; language: string | null; line: number | null }): string {
  return [stage, language, line === null ? null : `line ${line}`].filter((part) => part !== null).join(' ')
}
