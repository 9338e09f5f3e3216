import type { Records } from '../../../src/app.ts'
import { Failure } from '../../../src/failure.ts'
import type { Job } from '../../../src/ports/jobs.ts'
import type { Context } from '../../command.ts'
import { tellSilence } from '../../terminal/tell-silence.ts'
import type { ServiceDesk } from '../service-desk.ts'

type Doors<Here, There> = {
  readonly here: (job: Job, records: Records) => Promise<Here>
  /** Whether the service has it is not known yet. */
  readonly there: (desk: ServiceDesk) => Promise<There>
}

/**
 * Does something with a job where it is: here, or else at the service, if one is set.
 * @throws {Failure} `usage`, where it is not here, and there is no service.
 */
export async function atJob<Here, There>(
  id: string,
  context: Context,
  { here, there }: Doors<Here, There>,
): Promise<Here | There> {
  const { openRecords } = await import('../../../src/app.ts')
  {
    await using records = await openRecords(context.config)
    const job = await records.jobs.find(id)
    if (job) return await here(job, records)
  }
  if (context.config.apiUrl === undefined) throw noSuchJob(id)
  const { openServiceDesk } = await import('../service-desk.ts')
  await using desk = await openServiceDesk(context.config, tellSilence(context))
  return await there(desk)
}

export function noSuchJob(id: string): Failure {
  return new Failure('usage', `There is no job ${JSON.stringify(id)}.`, { hint: 'See them all: ytdub jobs' })
}
