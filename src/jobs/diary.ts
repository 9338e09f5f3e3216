import type { Estimate, RunEvent } from '../pipeline/events.ts'
import type { Job, LanguageTask, StepNote } from '../ports/jobs.ts'
import type { Shop } from './shop.ts'

/** Steps are written down so many at a time: a thousand lines are not a thousand transactions. */
const BATCH = 100

/**
 * Writes a run's steps, costs and the tasks' stages down, for `jobs` to show. What was paid is written at once: whoever is
 * killed has paid all the same.
 */
export function diaryWriter(
  { id, request }: Pick<Job, 'id' | 'request'>,
  { jobs, clock }: Pick<Shop, 'jobs' | 'clock'>,
) {
  let steps: StepNote[] = []
  let writing: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | undefined
  const written = new Map<string, LanguageTask>()

  const failed = (error: unknown) => {
    failure ??= { error } // Thrown at the next flush, where somebody waits for it.
  }
  const write = (what: () => Promise<void>) => {
    writing = writing.then(what).catch(failed)
  }
  const writeSteps = () => {
    const batch = steps
    steps = []
    if (batch.length > 0) write(() => jobs.note(id, batch))
  }
  // What serves all languages is counted with the first, as in the manifest.
  const charge = (language: string | null, cost: { readonly usd?: number; readonly estimated?: number }) => {
    const due = { language: language ?? request.languages[0] ?? '', usd: 0, estimated: 0, ...cost }
    const charged = jobs.charge(id, [due]).catch(failed)
    writing = writing.then(() => charged)
  }

  return {
    hear(event: RunEvent): void {
      if (event.event === 'estimated')
        for (const cost of estimatesOf(event.estimate, request)) charge(cost.language, cost)
      if ((event.event === 'step-made' || event.event === 'step-failed') && event.paid?.usd) {
        charge(event.language, { usd: event.paid.usd })
      }
      if (event.event !== 'step-made' && event.event !== 'step-recalled') return
      const { stage, key, language, line } = event
      const done =
        event.event === 'step-made' ? ({ outcome: 'made', ms: event.ms } as const) : ({ outcome: 'recalled' } as const)
      steps.push({ stage, key, language, line, ...done, at: clock.now() })
      if (steps.length >= BATCH) writeSteps()
    },
    /** How far a step is moves often: only whole percents are written. */
    task(task: LanguageTask): void {
      const before = written.get(task.language)
      const isNews = before?.stage !== task.stage || before.message !== task.message
      if (!isNews && Math.floor(before.progress) === Math.floor(task.progress)) return
      written.set(task.language, task)
      write(() => jobs.updateTask(id, task))
    },
    async flush(): Promise<void> {
      writeSteps()
      await writing
      if (failure) throw failure.error
    },
  }
}

function estimatesOf({ calls }: Estimate, { languages }: Job['request']) {
  return languages.map((language, index) => {
    const own = calls.filter((call) => call.language === language || (call.language === null && index === 0))
    return { language, estimated: own.reduce((sum, { usd = 0 }) => sum + usd, 0) }
  })
}
