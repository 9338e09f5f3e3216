import { Failure } from '../../failure.ts'
import type { Against, UserJobs } from '../../ports/service.ts'
import { againstUser } from './against-user.ts'
import type { Query } from './database.ts'
import { jobEventsOf } from './job-diary.ts'
import { lockOwnJob } from './own-job.ts'

/**
 * Brings an uploaded job to pending, with a task for each language, for the user whose it is. Of two who submit at once, the
 * second waits for the first and then finds that it is done.
 */
export async function submitJob<No>(
  query: Query,
  { id, request, duration }: Parameters<UserJobs['submit']>[1] & { readonly id: string },
  against: Against<No> = () => undefined,
): Promise<boolean | No> {
  const job = await lockOwnJob(query, id)
  if (job?.status !== 'uploading' || job.cancelled) return false
  const no = await againstUser(query, job.owner, against)
  if (no !== undefined) return no
  await query(
    `update public.dubbing_jobs set status = 'pending', request = $2, duration = $3, target_languages = $4 where id = $1`,
    [id, JSON.stringify(request), duration, request.languages],
  ).catch((error: unknown) => {
    throw error instanceof Failure && error.subject === NOT_TEXT ? unreadable(error) : error
  })
  await query(
    `insert into public.language_tasks (job_id, user_id, language_code)
      select job.id, job.user_id, unnest(job.target_languages) from public.dubbing_jobs job where job.id = $1`,
    [id],
  )
  await countSeconds(query, id)
  await query(jobEventsOf('(select * from public.dubbing_jobs where id = $1)'), [id])
  return true
}

/** Each language takes as long to dub. What is older than a day counts for nothing any more. */
async function countSeconds(query: Query, id: string): Promise<void> {
  await query(
    `with counted as (
      insert into public.submissions (job_id, user_id, seconds)
      select id, user_id, duration * cardinality(target_languages) from public.dubbing_jobs where id = $1 returning user_id
    )
    delete from public.submissions old using counted
      where old.user_id = counted.user_id and old.created_at < now() - interval '24 hours'`,
    [id],
  )
}

/** SQLSTATE untranslatable_character. */
const NOT_TEXT = '22P05'

function unreadable(cause: Failure): Failure {
  return new Failure('input', 'The options hold a character that is no text (NUL).', {
    cause,
    hint: 'Look at the context, the glossary and the edits.',
  })
}
