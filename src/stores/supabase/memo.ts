import type { Clock } from '../../clock.ts'
import { blobRefsIn } from '../../dub/blob.ts'
import type { Json } from '../../json.ts'
import type { ServiceJob } from '../../ports/service.ts'
import type { Answered, Memo } from '../../ports/stores.ts'
import type { Database } from './database.ts'

type Question = { readonly key: string; readonly stage: string; readonly input: string; readonly at: number }

type Whose = Pick<ServiceJob, 'owner' | 'id'>

const QUESTION = `key, stage, input #>> '{}' as input, (extract(epoch from made_at) * 1000)::float8 as at`

/**
 * One owner's answered steps in Postgres; what is new is noted as made for the job. Answers are kept as the text that they
 * have as JSON, in a JSON string: as jsonb itself, text with a NUL or half a surrogate pair in it would be refused.
 */
export function supabaseMemo(database: Pick<Database, 'query'>, { owner, id }: Whose, clock: Clock): Memo {
  const ask = <Row extends object>(text: string, values: readonly unknown[]) =>
    database.query<Row>(text, [owner, ...values])

  return {
    async recall(key) {
      const { rows } = await ask<{ answer: string; stale: boolean }>(
        `select answer #>> '{}' as answer, used_at < $3 as stale from public.memo where user_id = $1 and key = $2`,
        [key, new Date(clock.now() - HOUR)],
      )
      const [row] = rows
      if (!row) return undefined
      if (row.stale) {
        const stamp = 'update public.memo set used_at = $3 where user_id = $1 and key = $2'
        await ask(stamp, [key, new Date(clock.now())])
      }
      return JSON.parse(row.answer) as Json
    },
    async keep({ key, stage, input }, answer) {
      const blobs = [...new Set(blobRefsIn(answer).map(({ digest }) => digest))]
      // Nothing of a row that stands is changed but its stamp; so one statement gives back the answer that stands.
      const { rows } = await ask<{ answer: string }>(
        `insert into public.memo (user_id, key, stage, input, answer, blobs, made_for, made_at, used_at)
          values ($1, $2, $3, to_jsonb($4::text), to_jsonb($5::text), $6, $7, $8, $8)
          on conflict (user_id, key) do update set used_at = excluded.used_at
          returning answer #>> '{}' as answer`,
        [key, stage, JSON.stringify(input), JSON.stringify(answer), blobs, id, new Date(clock.now())],
      )
      return JSON.parse(rows[0]?.answer ?? 'null') as Json
    },
    async forget(key) {
      await ask('delete from public.memo where user_id = $1 and key = $2', [key])
    },
    async forgetNaming(digest) {
      await ask('delete from public.memo where user_id = $1 and blobs @> array[$2]', [digest])
    },
    async questions(keys) {
      const { rows } = await ask<Question>(`select ${QUESTION} from public.memo where user_id = $1 and key = any($2)`, [
        keys,
      ])
      const byKey = new Map(rows.map((row) => [row.key, row]))
      return keys.flatMap((key) => byKey.get(key) ?? []).map(answered)
    },
    async earlier(stage, at, limit) {
      const { rows } = await ask<Question>(
        `select ${QUESTION} from public.memo
          where user_id = $1 and stage = $2 and made_at < $3 order by made_at desc limit $4`,
        [stage, new Date(at), limit],
      )
      return rows.map(answered)
    },
  }
}

/** Milliseconds. How precisely it is known when an answer was last asked for: a sweep counts in days. */
const HOUR = 3_600_000

function answered({ key, stage, input, at }: Question): Answered {
  return { key, stage, input: JSON.parse(input) as Json, at }
}
