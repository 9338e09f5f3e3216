import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import type { Job, JobStore, StepNote } from '../../ports/jobs.ts'
import type { TaskReport } from '../../ports/service.ts'

type Writes = {
  /** How the task stands; called as often as it moves. */
  readonly report: (report: TaskReport) => void
  /** What a language has cost (USD). */
  readonly charge: (language: string, usd: number) => Promise<void>
}

/** A store that knows one job, for a run of the fleet, and what that run left in it. */
export type TaskStore = JobStore & { readonly left: () => { readonly duration: number | null } }

/**
 * The records of one try at a part of a job. The job itself is the service's: a try holds it through the queue, so that
 * claiming it here always succeeds, and how it ended is the caller's to write down. Steps are noted nowhere: each try would
 * add a thousand rows that nobody reads.
 */
export function taskStore(job: Job, { report, charge }: Writes, clock: Clock): TaskStore {
  const costs = new Map(job.costs.map((cost) => [cost.language, cost]))
  let duration = job.duration
  const now = (): Job => ({ ...job, duration, costs: [...costs.values()], updatedAt: clock.now() })
  return {
    left: () => ({ duration }),
    async submit() {
      throw new Failure('internal', 'A worker submits no jobs.')
    },
    find: async (id) => (id === job.id ? now() : undefined),
    list: async () => [now()],
    claim: async () => true,
    renew: async () => true,
    async update(_id, change) {
      if (change.duration !== undefined) duration = change.duration
    },
    async updateTask(_id, { status, stage, progress, message }) {
      report({ status, stage, progress: Math.round(progress), message })
    },
    async charge(_id, due) {
      for (const { language, usd, estimated } of due) {
        const known = costs.get(language) ?? { language, usd: 0, estimated: 0 }
        costs.set(language, { language, usd: known.usd + usd, estimated: Math.max(known.estimated, estimated) })
        if (usd > 0) await charge(language, usd)
      }
    },
    settle: async () => {},
    release: async () => {},
    beginDiary: async () => {},
    note: async () => {},
    diary: async (): Promise<readonly StepNote[]> => [],
    events: async () => [],
    bound: async () => {},
    // A job of the service is cancelled there, and its tries hear of it from the queue.
    askToStop: async () => false,
    isAskedToStop: async () => false,
    delete: async () => false,
  }
}
