import { nameOf } from '../../src/dub/language.ts'
import { endsJob } from '../../src/failure.ts'
import type { JobEvent } from '../../src/jobs/events.ts'
import type { Manner } from '../command.ts'
import type { Progress } from './progress.ts'
import type { Streams } from './streams.ts'
import { printable } from './styled.ts'

/** One line for each change of stage, for logs and for those who cannot see bars. */
export function lineProgress({ err }: Pick<Streams, 'err'>, { verbose }: Pick<Manner, 'verbose'>): Progress {
  const stages = new Map<string, string>()
  let several = false
  return {
    moving: false,
    notice: (text) => err(`${text}\n`),
    show(event) {
      if (event.event === 'job-started') several = event.languages.length > 1
      if (event.event === 'task') {
        // A recording is heard once, for all of its languages.
        const who = several && event.stage === 'stt' ? 'all' : event.language
        if (stages.get(who) === event.stage) return
        stages.set(who, event.stage)
        const about = event.message === '' ? '' : ` (${event.message})`
        return err(`${printable(`${who}: ${event.stage}${about}`)}\n`)
      }
      const line = lineFor(event, verbose)
      if (line !== undefined) err(`${printable(line)}\n`)
    },
    failed: () => false,
    end: () => {},
  }
}

function lineFor(event: Exclude<JobEvent, { event: 'task' }>, verbose: boolean): string | undefined {
  switch (event.event) {
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
      // What ends the whole job is told at its end, once; what was lost is told when it is worked out again.
      if (event.language === null || endsJob(event)) return undefined
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
