import { expect, test } from 'vitest'
import { taskTracker } from '../../src/jobs/progress.ts'
import { STAGES } from '../../src/ports/jobs.ts'

test('follows a language from stage to stage, upwards all the way', () => {
  const track = taskTracker(['es'])
  const seen = STAGES.flatMap((stage) =>
    [0, 0.5, 1].flatMap((done) => track({ event: 'stage', language: 'es', stage, done, total: 1 })),
  )
  const progress = seen.map((task) => task.progress)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect([progress[0], progress.at(-1)]).toEqual([0, 100])
  expect(seen.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1])).toEqual(STAGES)
})

test('what serves all languages moves all of them', () => {
  const track = taskTracker(['es', 'fr'])
  const moved = track({ event: 'stage', language: null, stage: 'stt', done: 0, total: 1 })
  expect(moved.map(({ language, stage, status }) => [language, stage, status])).toEqual([
    ['es', 'stt', 'processing'],
    ['fr', 'stt', 'processing'],
  ])
})

test('where nothing has moved there is no news', () => {
  const track = taskTracker(['es', 'fr'])
  const heard = { event: 'stage', language: null, stage: 'stt', done: 0, total: 1 } as const
  expect(track(heard)).toHaveLength(2)
  expect(track(heard)).toEqual([])
  const step = { stage: 'transcribe', key: 'k', language: null, line: null } as const
  expect(track({ ...step, event: 'step-progress', fraction: 0.5 })).toHaveLength(2)
  expect(track({ ...step, event: 'step-progress', fraction: 0.5 })).toEqual([])
})

test('counts spoken lines', () => {
  const track = taskTracker(['es'])
  const [task] = track({ event: 'stage', language: 'es', stage: 'dubbing', done: 3, total: 12 })
  expect(task).toMatchObject({ progress: 47.5, message: 'speaking, 3 of 12 lines', status: 'generating' })
  expect(track({ event: 'stage', language: 'es', stage: 'dubbing', done: 0, total: 0 })[0]?.progress).toBe(40)
})

test('long steps move it within their stage; others say nothing', () => {
  const track = taskTracker(['es', 'fr'])
  const step = { key: 'k', line: null, fraction: 0.5 }
  expect(track({ ...step, event: 'step-progress', stage: 'render', language: 'fr' })).toMatchObject([
    { language: 'fr', stage: 'mixing', progress: 82.5 },
  ])
  expect(track({ ...step, event: 'step-progress', stage: 'transcribe', language: null })).toHaveLength(2)
  expect(track({ ...step, event: 'step-progress', stage: 'speak', language: 'fr' })).toEqual([])
  expect(track({ event: 'warning', language: 'es', message: 'x' })).toEqual([])
})

test('never shows more than a stage holds', () => {
  const track = taskTracker(['es'])
  const step = { key: 'k', line: null, language: 'es', stage: 'render', fraction: 1.7 }
  expect(track({ ...step, event: 'step-progress' })[0]?.progress).toBe(95)
})
