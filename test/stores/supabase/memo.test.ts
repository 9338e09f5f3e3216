import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Memo } from '../../../src/ports/stores.ts'
import { supabaseMemo } from '../../../src/stores/supabase/memo.ts'
import { memoContract } from '../../contracts/memo.ts'
import { settableClock } from '../../rig/settable-clock.ts'
import { type OpenService, openService } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

const digestOf = (name: string) => createHash('sha256').update(name).digest('hex')

/** The contract's keys are short names; the table takes digests alone, as a run's keys are. */
function byName(memo: Memo): Memo {
  const names = new Map<string, string>()
  const keyOf = (name: string) => {
    names.set(digestOf(name), name)
    return digestOf(name)
  }
  const named = <Row extends { readonly key: string }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, key: names.get(row.key) ?? row.key }))
  return {
    recall: (key) => memo.recall(keyOf(key)),
    keep: (question, answer) => memo.keep({ ...question, key: keyOf(question.key) }, answer),
    forget: (key) => memo.forget(keyOf(key)),
    forgetNaming: (digest) => memo.forgetNaming(digest),
    questions: async (keys) => named(await memo.questions(keys.map(keyOf))),
    earlier: async (stage, at, limit) => named(await memo.earlier(stage, at, limit)),
  }
}

memoContract('Postgres', async () => {
  const clock = settableClock()
  const memo = byName(supabaseMemo(service.database, { owner: await service.user(), id: JOB }, clock))
  return { memo, clock, [Symbol.asyncDispose]: async () => {} }
})

const JOB = 'job_0123456789ab'
const question = { key: digestOf('k'), stage: 'speak', input: { text: 'hello' } }
const audio = { digest: 'a'.repeat(64), type: 'audio/wav', size: 3 }

test('one owner knows, names and forgets nothing of another’s', async () => {
  const clock = settableClock()
  const [one, two] = [await service.user(), await service.user()].map((owner) =>
    supabaseMemo(service.database, { owner, id: JOB }, clock),
  ) as [Memo, Memo]
  await one.keep(question, { audio })
  clock.advance(1)
  expect(await two.recall(question.key)).toBeUndefined()
  expect(await two.questions([question.key])).toEqual([])
  expect(await two.earlier('speak', clock.now(), 10)).toEqual([])
  await two.forget(question.key)
  await two.forgetNaming(audio.digest)
  expect(await two.keep(question, 'theirs')).toBe('theirs')
  expect(await one.recall(question.key)).toEqual({ audio })
})

test('of many who answer at once, all go on with the same answer', async () => {
  const owner = await service.user()
  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((take) =>
      supabaseMemo(service.database, { owner, id: JOB }, settableClock()).keep(question, { take, audio }),
    ),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
})

test('notes when an answer was last asked for, no more than once an hour', async () => {
  const clock = settableClock()
  const owner = await service.user()
  const memo = supabaseMemo(service.database, { owner, id: JOB }, clock)
  const select = 'select used_at from public.memo where user_id = $1'
  const usedAt = async () => Number((await service.sql(select, [owner]))[0]?.['used_at'])
  await memo.keep(question, 1)
  const kept = clock.now()
  clock.advance(3_600_000)
  await memo.recall(question.key)
  expect(await usedAt()).toBe(kept)
  clock.advance(1)
  expect(await memo.recall(question.key)).toBe(1)
  expect(await usedAt()).toBe(clock.now())
})

test('keeps half a surrogate pair and names that an object has of its own', async () => {
  const memo = supabaseMemo(service.database, { owner: await service.user(), id: JOB }, settableClock())
  const odd = JSON.parse('{"half":"\\ud83d","__proto__":{"x":1},"b":1e-7,"a":[-0.5,12345678901234567]}')
  await memo.keep(question, odd)
  expect(JSON.stringify(await memo.recall(question.key))).toBe(JSON.stringify(odd))
})
