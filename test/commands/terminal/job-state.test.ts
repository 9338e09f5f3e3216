import { expect, test } from 'vitest'
import { jobState } from '../../../commands/terminal/job-state.ts'
import { JOB_STATES } from '../../../src/ports/jobs.ts'

test.each([
  ['complete', null, false, 'complete'],
  ['complete', 'partial', false, 'partly done'],
  ['error', 'vendor', false, 'failed'],
  ['error', 'interrupted', false, 'cancelled'],
  ['processing', null, true, 'running'],
  ['finalizing', null, true, 'running'],
  ['processing', null, false, 'interrupted'],
  ['pending', null, false, 'interrupted'],
] as const)('%s (%s), held %s, is %s', (status, code, held, said) => {
  expect(jobState({ status, code, held, message: 'transcribing' })).toBe(said)
})

test('what was stopped for a person to look it over says so', () => {
  const message = 'for review'
  expect(jobState({ status: 'pending', code: null, held: false, message })).toBe(message)
  expect(jobState({ status: 'pending', code: null, held: true, message })).toBe('running')
})

test('there is a word for every state', () => {
  for (const status of JOB_STATES)
    expect(jobState({ status, code: null, held: true, message: '' })).toMatch(/^[a-z ]+$/)
})
