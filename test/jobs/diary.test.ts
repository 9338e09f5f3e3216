import { expect, test } from 'vitest'
import { diaryWriter } from '../../src/jobs/diary.ts'
import type { StepNote } from '../../src/ports/jobs.ts'
import { memoryJobs } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

function openDiary() {
  const batches: (readonly StepNote[])[] = []
  const jobs = memoryJobs(settableClock(), () => false)
  jobs.note = async (_id, steps) => void batches.push(steps)
  return { jobs, batches, diary: diaryWriter({ id: 'job_1', request: dubRequest() }, { jobs }) }
}

const made = (key: string) =>
  ({ event: 'step-made', stage: 'speak', key, language: 'es', line: 1, ms: 5, paid: undefined }) as const

test('writes steps down a hundred at a time, in order, and the rest when it is flushed', async () => {
  const { diary, batches } = openDiary()
  for (let step = 0; step < 250; step++) diary.hear(made(`key ${step}`))
  diary.hear({ event: 'step-recalled', stage: 'render', key: 'last', language: null, line: null, call: false })
  diary.hear({ event: 'warning', language: null, message: 'no step' })
  await diary.flush()
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 51])
  expect(batches.flat().slice(-2)).toEqual([
    { stage: 'speak', key: 'key 249', language: 'es', line: 1, outcome: 'made' },
    { stage: 'render', key: 'last', language: null, line: null, outcome: 'recalled' },
  ])
  await diary.flush()
  expect(batches).toHaveLength(3)
})

test('a store that fails is heard of at the flush', async () => {
  const { jobs, diary } = openDiary()
  jobs.updateTask = () => Promise.reject(new TypeError('full'))
  diary.task({ language: 'es', status: 'generating', stage: 'mixing', progress: 70, message: '' })
  await expect(diary.flush()).rejects.toThrow('full')
})
