import { hasEnded } from '../../dub/has-ended.ts'
import type { FleetWork, ServiceJob } from '../../ports/service.ts'
import { CANCELLED } from './end-all.ts'
import type { FleetParts } from './parts.ts'

/** A worker says every two seconds that it is alive, and the queue gives up on one after half a minute. */
const SILENT_MS = 5 * 60_000

/**
 * Finds tasks that nobody has said anything of for too long, which the queue should have handed to another worker by now:
 * they wait again, or, where they have been tried for longer than any try may take, have failed. And sees to it that the
 * queue has the work that is left of each job: whoever was to tell it may have died before, and where it has it, it drops
 * what it is told twice.
 */
export async function sweepStuck(parts: FleetParts): Promise<void> {
  const at = parts.clock.now() - SILENT_MS
  const silent = await parts.fleet.silentSince(at)
  for (const { job, language } of silent) await takeBack(job, language, parts)
  const untouched = await parts.fleet.untouchedSince(at)
  for (const id of new Set([...silent.map(({ job }) => job), ...untouched])) await tellQueue(id, parts)
}

async function takeBack(id: string, language: string, { fleet, clock, limits, log }: FleetParts): Promise<void> {
  const job = await fleet.find(id)
  if (!job) return
  const task = job.tasks.find((each) => each.language === language)
  const over = (task?.startedAt ?? Infinity) < clock.now() - TRIES * limits.hours * 3_600_000
  log({ event: 'task-silent', job: id, language, again: !over && !job.cancelRequested })
  const end = job.cancelRequested ? CANCELLED : over ? TOO_LONG : AGAIN
  await fleet.end(id, language, { ...end, outcome: null })
}

async function tellQueue(id: string, { fleet, queue }: FleetParts): Promise<void> {
  const job = await fleet.find(id)
  if (!job || hasEnded(job)) return
  await queue.add(leftOf(job))
  await fleet.change(id, {}) // It is looked at again in five minutes.
}

/** The work that brings a job on. */
function leftOf(job: ServiceJob): FleetWork[] {
  const open = job.tasks.filter((task) => !hasEnded(task))
  if (job.cancelRequested || open.length === 0) return [{ kind: 'finish', job: job.id }]
  if (!isPrepared(job)) return [{ kind: 'prepare', job: job.id }]
  const waiting = open.filter(({ status }) => status === 'pending')
  return waiting.map(({ language }) => ({ kind: 'language', job: job.id, language }))
}

/** A job whose preparation is not over hands its languages out itself. */
function isPrepared({ status }: ServiceJob): boolean {
  return status !== 'pending' && status !== 'processing'
}

/** Whole times of a try that a task may be at it, whoever is. */
const TRIES = 5
const TOO_LONG = { code: 'vendor', message: 'No worker came to the end of it in time.' } as const
const AGAIN = { code: null, message: 'waiting for another worker', again: true } as const
