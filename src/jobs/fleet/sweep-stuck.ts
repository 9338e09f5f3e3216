import type { ServiceJob } from '../../ports/service.ts'
import { CANCELLED } from './end-all.ts'
import type { FleetParts } from './parts.ts'

/** A worker says every two seconds that it is alive, and the queue gives up on one after half a minute. */
const SILENT_MS = 5 * 60_000

/**
 * Finds tasks that nobody has said anything of for too long, which the queue should have handed to another worker by now:
 * they wait again, or, where they have been tried for longer than any try may take, have failed.
 */
export async function sweepStuck({ fleet, queue, clock, limits, log }: FleetParts): Promise<void> {
  for (const { job: id, language } of await fleet.silentSince(clock.now() - SILENT_MS)) {
    const job = await fleet.find(id)
    if (!job) continue
    const task = job.tasks.find((each) => each.language === language)
    const over = (task?.startedAt ?? Infinity) < clock.now() - TRIES * limits.hours * 3_600_000
    log({ event: 'task-silent', job: id, language, again: !over && !job.cancelRequested })
    if (job.cancelRequested) {
      await fleet.end(id, language, { ...CANCELLED, outcome: null })
    } else if (over) {
      await fleet.end(id, language, { code: 'vendor', message: TOO_LONG, outcome: null })
      await queue.add([{ kind: 'finish', job: id }])
    } else {
      await fleet.end(id, language, { code: null, message: 'waiting for another worker', outcome: null, again: true })
      await queue.add([isPrepared(job) ? { kind: 'language', job: id, language } : { kind: 'prepare', job: id }])
    }
  }
}

/** A job whose preparation is not over hands its languages out itself. */
function isPrepared({ status }: ServiceJob): boolean {
  return status !== 'pending' && status !== 'processing'
}

/** As often as the queue hands the same work out. */
const TRIES = 5
const TOO_LONG = 'No worker came to the end of it in time.'
