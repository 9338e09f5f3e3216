import type { Pool } from 'pg'
import type { MayUpload } from './supabase-storage-rights.ts'

/** PostgreSQL's "insufficient privilege": a policy's no. */
const DENIED = '42501'

/** Asks the database itself whether its policies let a user insert an object, as the real server does: tries, and takes it back. */
export function mayUploadByPolicy(pool: Pick<Pool, 'connect'>): MayUpload {
  return async (uid, path) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(
        "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
        [JSON.stringify({ sub: uid, role: 'authenticated' })],
      )
      await client.query("insert into storage.objects (bucket_id, name) values ('media', $1)", [path])
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === DENIED) return false
      throw error
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
}
