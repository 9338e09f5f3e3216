import type { Leftovers, Purgeable } from '../../ports/service.ts'
import type { Query } from './database.ts'
import { untouched } from './leftover-answers.ts'
import { letGo } from './leftover-blobs.ts'

/** Questions of a purge, each with the service's own rights; about one owner's rows, or, where none is named, about all. */
type Whose = { readonly owner?: string }
type Old = Whose & { readonly at: number }

const isOf = (row: string) => `($2::uuid is null or ${row}.user_id = $2)`

/** What may be purged. */
export async function countPurgeable(query: Query, { at, owner }: Old): Promise<Purgeable> {
  const { rows } = await query<{ found: Purgeable }>(
    `with left_over as (
      select count(*) as blobs, coalesce(sum(blob.bytes), 0) as bytes from public.blobs blob
        where ${letGo(`not (${untouched('memo')})`)} and ${isOf('blob')}
    )
    select json_build_object('jobs', count(distinct artifact.job_id), 'artifacts', count(*),
        'bytes', coalesce(sum(artifact.bytes), 0),
        'answers', (select count(*) from public.memo where ${untouched('memo')} and ${isOf('memo')}),
        'blobs', (select blobs from left_over), 'blobBytes', (select bytes from left_over)) as found
      from public.artifacts artifact join public.dubbing_jobs job on job.id = artifact.job_id
      where job.completed_at < $1 and ${isOf('artifact')} and artifact.purged_at is null`,
    [new Date(at), owner ?? null],
  )
  return rows[0]?.found ?? { jobs: 0, artifacts: 0, bytes: 0, answers: 0, blobs: 0, blobBytes: 0 }
}

type Expired = Awaited<ReturnType<Leftovers['expired']>>

/** Artifacts of jobs completed before, the oldest first. */
export async function expiredArtifacts(
  query: Query,
  { at, limit, owner }: Old & { readonly limit: number },
): Promise<Expired> {
  const { rows } = await query<{ row: Expired[number] }>(
    `select json_build_object('id', artifact.id, 'path', artifact.path, 'bytes', artifact.bytes, 'job', job.id) as row
      from public.artifacts artifact join public.dubbing_jobs job on job.id = artifact.job_id
      where job.completed_at < $1 and ${isOf('artifact')} and artifact.purged_at is null
      order by job.completed_at, artifact.path limit $3`,
    [new Date(at), owner ?? null, limit],
  )
  return rows.map(({ row }) => row)
}

/** Writes down that these are purged. */
export async function markPurged(query: Query, ids: readonly string[], { owner }: Whose = {}): Promise<void> {
  await query(
    `update public.artifacts artifact set purged_at = now()
      where id = any($1::uuid[]) and ${isOf('artifact')} and purged_at is null`,
    [ids, owner ?? null],
  )
}
