import type { Claims, OwnLeftovers } from '../../ports/service.ts'
import type { Database, Query } from './database.ts'
import { forgetAnswers } from './leftover-answers.ts'
import { markBlobsPurged, oldBlobs } from './leftover-blobs.ts'
import { countPurgeable, expiredArtifacts, markPurged } from './purge-rows.ts'
import { withServiceRights } from './service-rights.ts'

/**
 * What one user's dubs left behind. Users may not see what is remembered for them: who they are is asked as the user, and what
 * is theirs with the service's rights.
 */
export function ownLeftovers(database: Database, claims: Claims): OwnLeftovers {
  const ask = <Answer>(nothing: Answer, work: (query: Query, owner: string) => Promise<Answer>): Promise<Answer> =>
    database.asUser(claims, async (query) => {
      const { rows } = await query<{ id: string }>('select id from public.users where id = auth.uid()')
      const [account] = rows
      if (!account) return nothing
      await withServiceRights(query)
      return work(query, account.id)
    })
  return {
    count: (at) => ask(NOTHING, (query, owner) => countPurgeable(query, { at, owner })),
    expired: (at, limit) => ask([], (query, owner) => expiredArtifacts(query, { at, limit, owner })),
    purged: (ids) => ask(undefined, (query, owner) => markPurged(query, ids, { owner })),
    forgetAnswers: (at, limit) => ask(0, (query, owner) => forgetAnswers(query, { at, limit, owner })),
    oldBlobs: (at, limit) => ask([], (query, owner) => oldBlobs(query, { at, limit, owner })),
    blobsPurged: (blobs, at) => ask(undefined, (query, owner) => markBlobsPurged(query, blobs, { at, owner })),
  }
}

const NOTHING = { jobs: 0, artifacts: 0, bytes: 0, answers: 0, blobs: 0, blobBytes: 0 }
