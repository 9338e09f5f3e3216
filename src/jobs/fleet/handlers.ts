import { hasEnded } from '../../dub/has-ended.ts'
import { Failure } from '../../failure.ts'
import type { Attempt, FleetHandlers, Settled } from '../../ports/fleet.ts'
import type { FleetWork } from '../../ports/service.ts'
import { dubLanguage } from './dub-language.ts'
import { endAll } from './end-all.ts'
import { finishIfLast } from './ended.ts'
import { finish } from './finish.ts'
import type { FleetParts } from './parts.ts'
import { prepare } from './prepare.ts'
import { sweepRetention } from './sweep-retention.ts'
import { sweepStuck } from './sweep-stuck.ts'

/** What a worker does with what the queue hands it. */
export function fleetHandlers(parts: FleetParts): FleetHandlers {
  const { log } = parts
  return {
    async work(work, attempt) {
      try {
        return await doWork(work, attempt, parts)
      } catch (error) {
        // How it ended could not even be written down, e.g. for want of a database.
        log({ event: 'work-failed', ...idsOf(work), code: Failure.from(error).code, again: !attempt.last })
        return 'again'
      }
    },
    dead: (work) => giveUp(work, parts),
    async sweep(sweep, stop) {
      if (sweep === 'retention') await sweepRetention(parts, stop)
      else await sweepStuck(parts)
    },
  }
}

function doWork(work: FleetWork, attempt: Attempt, parts: FleetParts): Promise<Settled> {
  switch (work.kind) {
    case 'prepare':
      return prepare(work.job, attempt, parts)
    case 'language':
      return dubLanguage(work, attempt, parts)
    case 'finish':
      return finish(work.job, attempt, parts)
  }
}

/** What was given up without a word, because each of its workers died of it, gets its reason here. All else has one. */
async function giveUp(work: FleetWork, parts: FleetParts): Promise<void> {
  const { fleet, log } = parts
  const job = await fleet.find(work.job)
  if (!job || hasEnded(job)) return
  const why = { code: 'internal', message: 'Every worker that took this stopped without a word.' } as const
  const tasks = work.kind === 'language' ? job.tasks.filter(({ language }) => language === work.language) : job.tasks
  // Whoever ended it may have died before it could have the job finished.
  if (work.kind !== 'finish' && tasks.every(hasEnded)) return finishIfLast(job.id, parts)
  log({ event: 'given-up', ...idsOf(work) })
  if (work.kind === 'finish') {
    await fleet.settle(job.id, { status: 'error', ...why })
    return
  }
  await endAll({ ...job, tasks }, why, parts)
  await finishIfLast(job.id, parts)
}

function idsOf(work: FleetWork): { readonly job: string; readonly work: string; readonly language?: string } {
  return { job: work.job, work: work.kind, ...(work.kind === 'language' && { language: work.language }) }
}
