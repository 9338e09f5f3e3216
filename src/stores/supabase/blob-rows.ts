import type { Clock } from '../../clock.ts'
import type { BlobRef } from '../../dub/blob.ts'
import type { Database } from './database.ts'

/** One owner's rows of public.blobs. */
export function blobRows(database: Pick<Database, 'query'>, owner: string, clock: Clock) {
  return {
    /** The object's key and length, if there is one; that it was asked for is noted, once an hour. */
    async find(digest: string): Promise<{ readonly path: string; readonly size: number } | undefined> {
      const { rows } = await database.query<{ path: string; size: number; stale: boolean }>(
        `select path, bytes::float8 as size, used_at < $3 as stale from public.blobs where user_id = $1 and digest = $2`,
        [owner, digest, new Date(clock.now() - HOUR)],
      )
      const [row] = rows
      if (row?.stale) {
        const stamp = 'update public.blobs set used_at = $3 where user_id = $1 and digest = $2'
        await database.query(stamp, [owner, digest, new Date(clock.now())])
      }
      return row
    },
    async write({ digest, type, size }: BlobRef, path: string): Promise<void> {
      await database.query(
        `insert into public.blobs (user_id, digest, path, bytes, mime_type, made_at, used_at)
          values ($1, $2, $3, $4, $5, $6, $6)
          on conflict (user_id, digest) do update
          set path = excluded.path, bytes = excluded.bytes, mime_type = excluded.mime_type, used_at = excluded.used_at`,
        [owner, digest, path, size, type, new Date(clock.now())],
      )
    },
    /** Only where it still leads to that object: it may have been put somewhere else meanwhile. */
    async remove(digest: string, path: string): Promise<void> {
      const remove = 'delete from public.blobs where user_id = $1 and digest = $2 and path = $3'
      await database.query(remove, [owner, digest, path])
    },
  }
}

/** Milliseconds. */
const HOUR = 3_600_000

/**
 * Makes a blob of an uploaded track, which is read where it was uploaded to. Bytes that are kept as a blob of their own
 * stay where they are, and count as used now: what is submitted is not to be swept meanwhile. Those of an earlier upload,
 * which will be gone sooner, are read from this one from now on.
 */
export async function registerUpload(
  database: Pick<Database, 'query'>,
  owner: string,
  { digest, type, size }: BlobRef,
  objectPath: string,
): Promise<void> {
  await database.query(
    `insert into public.blobs as known (user_id, digest, path, bytes, mime_type) values ($1, $2, $3, $4, $5)
      on conflict (user_id, digest) do update set used_at = excluded.used_at,
        path = case when starts_with(known.path, 'uploads/') then excluded.path else known.path end`,
    [owner, digest, objectPath, size, type],
  )
}
