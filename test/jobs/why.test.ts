import { describe, expect, test } from 'vitest'
import { differences, why } from '../../src/jobs/why.ts'
import type { StepNote } from '../../src/ports/jobs.ts'
import { memoryJobs, memoryMemo } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

describe('differences', () => {
  test.each([
    ['nothing', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
    ['a value', { a: 1 }, { a: 2 }, ['a']],
    ['a deep one', { by: { id: 'x', model: 'm2' } }, { by: { id: 'x', model: 'm1' } }, ['by.model']],
    ['one in a list', { texts: ['a', 'b', 'c'] }, { texts: ['a', 'x', 'c'] }, ['texts.1']],
    ['one more', { texts: ['a', 'b'] }, { texts: ['a'] }, ['texts.1']],
    ['one less', { a: 1 }, { a: 1, b: 2 }, ['b']],
    ['a tree for a leaf', { a: { b: 1 } }, { a: 'b' }, ['a']],
    ['all of it', 'now', 'before', ['(all)']],
    ['null for nothing', { a: null }, {}, []],
  ])('names %s', (_what, now, before, paths) => {
    expect(differences(now, before)).toEqual(paths)
  })
})

type Input = { readonly text: string; readonly voice: string; readonly lines?: readonly number[] }

/** A job whose last run asked these questions to `speak`, a tick apart; what is remembered already was recalled. */
async function jobThatAsked(runs: readonly (readonly Input[])[]) {
  const clock = settableClock()
  const memo = memoryMemo(clock)
  const jobs = memoryJobs(clock, () => false)
  await jobs.submit({ id: 'job_1', request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
  for (const run of runs) {
    await jobs.beginDiary('job_1')
    for (const input of run) {
      clock.advance(1)
      const key = `${input.text}/${input.voice}`
      const outcome = (await memo.recall(key)) === undefined ? 'made' : 'recalled'
      await memo.keep({ key, stage: 'speak', input }, 'sound')
      await jobs.note('job_1', [{ stage: 'speak', key, outcome, language: 'es', line: 1 } satisfies StepNote])
    }
  }
  return { jobs, memo }
}

describe('why', () => {
  const hola = { text: 'hola', voice: 'es' }

  test('the first question of its kind has nothing to be held against', async () => {
    const shop = await jobThatAsked([[hola]])
    expect(await why('job_1', shop)).toMatchObject([{ outcome: 'made', input: hola, fresh: [], first: true }])
  })

  test('what is new is named against the nearest earlier question', async () => {
    const shop = await jobThatAsked([[hola, { text: 'adiós', voice: 'fr' }], [{ text: 'hola', voice: 'nestor' }]])
    expect(await why('job_1', shop)).toMatchObject([{ outcome: 'made', fresh: ['voice'], first: false }])
  })

  test('what says most is named first: the language before each line’s time in it', async () => {
    const before = { lines: [1, 2, 3], text: 'hola', voice: 'es' }
    const shop = await jobThatAsked([[before], [{ lines: [4, 5, 6], text: 'hola', voice: 'ca' }]])
    expect(await why('job_1', shop)).toMatchObject([{ fresh: ['voice', 'lines.0', 'lines.1', 'lines.2'] }])
  })

  test('what was recalled has nothing new, and was not the first', async () => {
    const shop = await jobThatAsked([[hola], [hola]])
    expect(await why('job_1', shop)).toMatchObject([{ outcome: 'recalled', input: hola, fresh: [], first: false }])
  })

  test('a question that has been forgotten since has no input', async () => {
    const shop = await jobThatAsked([[hola]])
    await shop.memo.forget('hola/es')
    expect(await why('job_1', shop)).toMatchObject([{ outcome: 'made', input: undefined, fresh: [] }])
  })

  test('of a job that never ran there is nothing to tell', async () => {
    expect(await why('job_2', await jobThatAsked([[hola]]))).toEqual([])
  })
})
