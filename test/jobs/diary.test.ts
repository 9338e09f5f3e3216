import { expect, test } from 'vitest'
import { diaryWriter } from '../../src/jobs/diary.ts'
import type { LanguageCost, StepNote } from '../../src/ports/jobs.ts'
import { memoryJobs } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

function openDiary() {
  const batches: (readonly StepNote[])[] = []
  const clock = settableClock()
  const jobs = memoryJobs(clock, () => false)
  jobs.note = async (_id, steps) => void batches.push(steps)
  const costs: LanguageCost[] = []
  jobs.charge = async (_id, due) => void costs.push(...due)
  const request = dubRequest({ languages: ['es', 'fr'] })
  return { clock, jobs, batches, costs, diary: diaryWriter({ id: 'job_1', request }, { jobs, clock }) }
}

const made = (key: string) =>
  ({ event: 'step-made', stage: 'speak', key, language: 'es', line: 1, ms: 5, paid: undefined }) as const

test('writes steps down a hundred at a time, in order, and the rest when it is flushed', async () => {
  const { clock, diary, batches } = openDiary()
  const at = clock.now()
  for (let step = 0; step < 250; step++) diary.hear(made(`key ${step}`))
  clock.advance(10)
  diary.hear({ event: 'step-recalled', stage: 'render', key: 'last', language: null, line: null, call: false })
  diary.hear({ event: 'warning', language: null, message: 'no step' })
  await diary.flush()
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 51])
  expect(batches.flat().slice(-2)).toEqual([
    { stage: 'speak', key: 'key 249', language: 'es', line: 1, outcome: 'made', at, ms: 5 },
    { stage: 'render', key: 'last', language: null, line: null, outcome: 'recalled', at: at + 10 },
  ])
  await diary.flush()
  expect(batches).toHaveLength(3)
})

test('writes down what each step cost, what serves all languages with the first, and what was expected', async () => {
  const { diary, costs } = openDiary()
  const by = { id: 'deepgram', model: 'aura-2' }
  const call = { by, made: 1, recalled: 0, units: {} }
  diary.hear({
    event: 'estimated',
    estimate: {
      exact: true,
      calls: [
        { ...call, language: null, stage: 'transcribe', usd: 1 },
        { ...call, language: 'es', stage: 'speak', usd: 2 },
        { ...call, language: 'fr', stage: 'speak', usd: undefined },
      ],
    },
  })
  diary.hear({ ...made('a'), language: null, paid: { by, units: {}, usd: 0.5 } })
  diary.hear({ ...made('b'), language: 'fr', paid: { by, units: {}, usd: 0.25 } })
  diary.hear({ ...made('c'), paid: { by, units: {}, usd: undefined } })
  diary.hear(made('d'))
  await diary.flush()
  expect(costs).toEqual([
    { language: 'es', usd: 0, estimated: 3 },
    { language: 'fr', usd: 0, estimated: 0 },
    { language: 'es', usd: 0.5, estimated: 0 },
    { language: 'fr', usd: 0.25, estimated: 0 },
  ])
})

test('charges what a failed step cost, and notes no answer of it', async () => {
  const { diary, costs, batches } = openDiary()
  const paid = { by: { id: 'deepgram', model: 'aura-2' }, units: { tts_characters: 30 }, usd: 0.5 }
  const failed = { event: 'step-failed', stage: 'speak', key: 'a', language: 'fr', line: 1, code: 'vendor' } as const
  diary.hear({ ...failed, reason: 'hoarse', paid })
  diary.hear({ ...failed, reason: 'hoarse', paid: undefined })
  await diary.flush()
  expect(costs).toEqual([{ language: 'fr', usd: 0.5, estimated: 0 }])
  expect(batches).toEqual([])
})

test('what was paid is written as soon as it is told: a run that is killed has paid all the same', async () => {
  const { diary, costs, batches } = openDiary()
  const paid = { by: { id: 'deepgram', model: 'aura-2' }, units: {}, usd: 0.5 }
  diary.hear({ ...made('a'), paid })
  expect(costs).toEqual([{ language: 'es', usd: 0.5, estimated: 0 }])
  expect(batches).toEqual([])
})

test('a store that fails is heard of at the flush', async () => {
  const { jobs, diary } = openDiary()
  jobs.updateTask = () => Promise.reject(new TypeError('full'))
  diary.task({ language: 'es', status: 'generating', stage: 'mixing', progress: 70, message: '' })
  await expect(diary.flush()).rejects.toThrow('full')
})

test('how far a language is is written when it has moved by a percent, or to another stage', async () => {
  const { diary, jobs } = openDiary()
  const written: number[] = []
  jobs.updateTask = async (_id, { progress }) => void written.push(progress)
  const task = { language: 'es', status: 'processing', stage: 'stt', message: 'listening' } as const
  for (const progress of [0, 0.2, 0.9, 1.1, 1.4, 2]) diary.task({ ...task, progress })
  diary.task({ ...task, stage: 'translating', progress: 2 })
  await diary.flush()
  expect(written).toEqual([0, 1.1, 2, 2])
})
