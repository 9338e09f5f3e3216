import { follow } from '../../../src/remote/follow.ts'
import { heardOf } from '../../../src/remote/heard-of.ts'
import type { Context } from '../../command.ts'
import { tellEnd } from '../../terminal/job-end.ts'
import type { Leaving } from '../../terminal/leaving.ts'
import { progressFor } from '../../terminal/progress-for.ts'
import { tellLeft } from '../../terminal/tell-left.ts'
import type { ServiceDesk } from '../service-desk.ts'

type Around = { readonly leaving: Leaving; readonly context: Context }

/** Follows a job at the service until it has ended, and tells how. @returns the exit code that `ytdub dub` would have. */
export async function watchAtService(id: string, desk: ServiceDesk, { leaving, context }: Around): Promise<number> {
  const { api, jobs, clock, wait } = desk
  const { signal } = leaving
  const progress = progressFor(context)
  try {
    const first = heardOf(await api.job(id, signal))
    await jobs.heard([first])
    const folder = (await jobs.find(id))?.folder ?? null
    const languages = first.tasks.map(({ language }) => language)
    progress.show({ event: 'job-started', job: id, languages, folder: folder ?? '' })
    const ended = heardOf(await follow(api, id, { signal, clock, emit: progress.show, wait }))
    await jobs.heard([ended])
    const elsewhere = `Job ${id} is done at the service. To fetch it: ytdub jobs download ${id}`
    return await tellEnd({ ...ended, folder, resume: `ytdub jobs retry ${id}`, elsewhere }, progress, context)
  } catch (error) {
    progress.end()
    return tellLeft(error, { message: `The job goes on at the service (${id}).` }, { leaving, context })
  }
}
