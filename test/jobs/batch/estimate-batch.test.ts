import { expect, test } from 'vitest'
import { estimateBatch } from '../../../src/jobs/batch/estimate-batch.ts'
import { openBatch } from './open-batch.ts'

test('tells what each file would ask; what two files share is asked once, and nobody is asked now', async () => {
  await using batch = await openBatch()
  const entries = [
    await batch.record('a.mp3', 'same'),
    await batch.record('b.mp3', 'same'),
    {
      ...(await batch.record('c.mp3', 'same')),
      wish: { ...batch.wish, file: batch.home.at('c.mp3'), languages: ['fr'] },
    },
    await batch.record('d.mp3', 'other'),
    batch.entry('missing.mp3'),
  ]
  const found = await Array.fromAsync(estimateBatch(entries, batch.shop, { ...batch.control, emit: () => {} }))
  const made = found.map((each) =>
    each.failure ? each.failure.code : each.estimate.calls.map((call) => [call.stage, Math.sign(call.made)]),
  )
  const ALL = [
    ['transcribe', 1],
    ['translate', 1],
    ['speak', 1],
  ]
  const NONE = [
    ['transcribe', 0],
    ['translate', 0],
    ['speak', 0],
  ]
  const REST = [
    ['transcribe', 0],
    ['translate', 1],
    ['speak', 1],
  ]
  expect(made).toEqual([ALL, NONE, REST, ALL, 'input'])
  expect(Object.values(batch.fakes.calls).flat()).toEqual([])
})

test('a stop ends it', async () => {
  await using batch = await openBatch()
  const entries = [await batch.record('a.mp3')]
  batch.stop.requested = true
  const found = Array.fromAsync(estimateBatch(entries, batch.shop, { ...batch.control, emit: () => {} }))
  await expect(found).rejects.toMatchObject({ code: 'interrupted' })
})
