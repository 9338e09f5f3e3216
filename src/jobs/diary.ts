import type { RunEvent } from '../pipeline/events.ts'
import type { LanguageTask, StepNote } from '../ports/jobs.ts'
import type { Shop } from './shop.ts'

/** Steps are written down so many at a time: a thousand lines are not a thousand transactions. */
const BATCH = 100

/** Writes a run's steps and the tasks' stages down, for `jobs` to show. Never read back by the work itself. */
export function diaryWriter(id: string, { jobs }: Pick<Shop, 'jobs'>) {
  let steps: StepNote[] = []
  let writing: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | undefined

  const write = (what: () => Promise<void>) => {
    writing = writing.then(what).catch((error: unknown) => {
      failure ??= { error } // Thrown at the next flush, where somebody waits for it.
    })
  }
  const writeSteps = () => {
    const batch = steps
    steps = []
    if (batch.length > 0) write(() => jobs.note(id, batch))
  }

  return {
    hear(event: RunEvent): void {
      if (event.event !== 'step-made' && event.event !== 'step-recalled') return
      const { stage, key, language, line } = event
      steps.push({ stage, key, language, line, outcome: event.event === 'step-made' ? 'made' : 'recalled' })
      if (steps.length >= BATCH) writeSteps()
    },
    task(task: LanguageTask): void {
      write(() => jobs.updateTask(id, task))
    },
    async flush(): Promise<void> {
      writeSteps()
      await writing
      if (failure) throw failure.error
    },
  }
}
