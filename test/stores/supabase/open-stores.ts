import { randomBytes } from 'node:crypto'
import type { DubRequest } from '../../../src/dub/request.ts'
import type { Claims, NewServiceJob } from '../../../src/ports/service.ts'
import { openDatabase } from '../../../src/stores/supabase/database.ts'
import { supabaseFleetJobs } from '../../../src/stores/supabase/fleet-jobs.ts'
import { supabaseUserJobs } from '../../../src/stores/supabase/user-jobs.ts'
import { openPostgres } from '../../rig/postgres.ts'

/** Postgres as the service has it, and what a user or a worker sees of it. */
export async function openService() {
  const postgres = await openPostgres()
  const database = openDatabase(postgres.url, { name: 'test' })
  const claimsOf = (sub: string): Claims => ({ sub, role: 'authenticated', aud: 'authenticated' })
  return {
    ...postgres,
    database,
    fleet: supabaseFleetJobs(database),
    jobsOf: (owner: string) => supabaseUserJobs(database, claimsOf(owner)),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await postgres[Symbol.asyncDispose]()
    },
  }
}

export type OpenService = Awaited<ReturnType<typeof openService>>

export const LANGUAGES = ['es', 'ca', 'pt']

/** A job as an upload begins it. */
export function newJob(owner: string, part: Partial<NewServiceJob> = {}): NewServiceJob {
  const id = `job_${randomBytes(6).toString('hex')}`
  const voiceTrack = { path: `uploads/${owner}/${id}/voice_track.mp3`, name: 'Mi día – “talk”.mp3' }
  return { id, voiceTrack, backgroundTrack: null, languages: LANGUAGES, ...part }
}

/** As much of a request as a store looks at. */
export function requestFor(languages: readonly string[]): DubRequest {
  return { languages, context: 'a talk' } as unknown as DubRequest
}

/** Somebody's job, submitted. */
export async function submitted(service: OpenService, languages: readonly string[] = LANGUAGES) {
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  const job = newJob(owner, { languages })
  await jobs.create(job)
  await jobs.submit(job.id, { request: requestFor(languages), duration: 61.5 })
  return { owner, jobs, id: job.id }
}
