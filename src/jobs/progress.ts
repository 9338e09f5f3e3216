import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '../pipeline/events.ts'
import type { LanguageTask, StageName, TaskStatus } from '../ports/jobs.ts'

/** Where each stage begins and ends on the way from 0 to 100, by how long it usually takes. */
const SPANS = {
  queued: [0, 0],
  stt: [0, 35],
  translating: [35, 40],
  dubbing: [40, 70],
  mixing: [70, 95],
  exporting: [95, 99],
  complete: [100, 100],
} as const satisfies Record<StageName, readonly [number, number]>

const STATUS = {
  queued: 'pending',
  stt: 'processing',
  translating: 'generating',
  dubbing: 'generating',
  mixing: 'generating',
  exporting: 'finalizing',
  complete: 'finalizing',
} as const satisfies Record<StageName, TaskStatus>

/** What a step's own progress belongs to. */
const STAGE_OF_STEP: { readonly [step: string]: StageName } = {
  transcribe: 'stt',
  render: 'mixing',
  burn: 'exporting',
}

/** Follows a run and says, after each event, which language tasks have moved. */
export function taskTracker(languages: readonly string[]): (event: RunEvent) => readonly LanguageTask[] {
  const tasks = new Map<string, LanguageTask>()

  function move(language: string | null, stage: StageName, fraction: number, message: string): LanguageTask[] {
    const moved = (language === null ? languages : [language]).map((tag) => taskAt(tag, stage, fraction, message))
    const news = moved.filter((task) => !isDeepStrictEqual(task, tasks.get(task.language)))
    for (const task of news) tasks.set(task.language, task)
    return news
  }

  return (event) => {
    switch (event.event) {
      case 'stage': {
        const fraction = event.total === 0 ? 0 : event.done / event.total
        return move(event.language, event.stage, fraction, messageFor(event.stage, event.done, event.total))
      }
      case 'step-progress': {
        const stage = STAGE_OF_STEP[event.stage]
        return stage === undefined ? [] : move(event.language, stage, event.fraction, messageFor(stage, 0, 0))
      }
      case 'step-started':
      case 'step-made':
      case 'step-recalled':
      case 'step-failed':
      case 'estimated':
      case 'warning':
        return []
    }
  }
}

function taskAt(language: string, stage: StageName, fraction: number, message: string): LanguageTask {
  const [from, to] = SPANS[stage]
  const progress = Math.round((from + (to - from) * Math.min(1, fraction)) * 10) / 10
  return { language, status: STATUS[stage], stage, progress, message }
}

function messageFor(stage: StageName, done: number, total: number): string {
  switch (stage) {
    case 'queued':
      return 'waiting'
    case 'stt':
      return 'listening to what is said'
    case 'translating':
      return 'translating'
    case 'dubbing':
      return `speaking, ${done} of ${total} lines`
    case 'mixing':
      return 'mixing and encoding'
    case 'exporting':
      return 'writing captions and files'
    case 'complete':
      return 'done'
  }
}
