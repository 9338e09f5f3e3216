import type { Clock } from '../../clock.ts'
import { blobRefsIn } from '../../dub/blob.ts'
import type { Json } from '../../json.ts'
import type { Answered, Memo } from '../../ports/stores.ts'
import type { Database } from './database.ts'

type Row = { readonly key: string; readonly stage: string; readonly input: string; readonly created_at: number }

/** Milliseconds for which a stamp is good enough: a run that recalls a thousand answers twice writes once. */
export const STAMPED = 60_000

/** Answered steps in SQLite. What an answer names of blobs is kept beside it, so that both are found from either. */
export function localMemo(database: Database, clock: Clock): Memo {
  const select = database.prepare<[string], { answer: string; used_at: number }>(
    'SELECT answer, used_at FROM memo WHERE key = ?',
  )
  const touch = database.prepare('UPDATE memo SET used_at = ? WHERE key = ?')
  const insert = database.prepare(
    'INSERT INTO memo (key, stage, input, answer, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
  )
  const name = database.prepare('INSERT INTO memo_blobs (key, digest, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const remove = database.prepare('DELETE FROM memo WHERE key = ?')
  const removeNaming = database.prepare('DELETE FROM memo WHERE key IN (SELECT key FROM memo_blobs WHERE digest = ?)')
  const question = database.prepare<[string], Row>('SELECT key, stage, input, created_at FROM memo WHERE key = ?')
  const before = database.prepare<[string, number, number], Row>(
    'SELECT key, stage, input, created_at FROM memo WHERE stage = ? AND created_at < ? ORDER BY created_at DESC LIMIT ?',
  )

  const write = database.transaction((key: string, stage: string, input: Json, answer: Json): Json => {
    const now = clock.now()
    const { changes } = insert.run(key, stage, JSON.stringify(input), JSON.stringify(answer), now, now)
    if (changes > 0) for (const { digest, size } of blobRefsIn(answer)) name.run(key, digest, size)
    return JSON.parse(select.get(key)?.answer ?? 'null') as Json
  })

  return {
    async recall(key) {
      const row = select.get(key)
      if (!row) return undefined
      if (row.used_at < clock.now() - STAMPED) touch.run(clock.now(), key)
      return JSON.parse(row.answer) as Json
    },
    async keep({ key, stage, input }, answer) {
      return write.immediate(key, stage, input, answer)
    },
    async forget(key) {
      remove.run(key)
    },
    async forgetNaming(digest) {
      removeNaming.run(digest)
    },
    async questions(keys) {
      return keys.flatMap((key) => {
        const row = question.get(key)
        return row ? [answered(row)] : []
      })
    },
    async earlier(stage, at, limit) {
      return before.all(stage, at, limit).map(answered)
    },
  }
}

function answered({ key, stage, input, created_at }: Row): Answered {
  return { key, stage, input: JSON.parse(input) as Json, at: created_at }
}
