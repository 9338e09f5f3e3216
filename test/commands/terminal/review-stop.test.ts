import { expect, test } from 'vitest'
import { listenForReviewStop } from '../../../commands/terminal/review-stop.ts'

test('the first signal ends the review, the second one cuts off what it waits for', async () => {
  const said: string[] = []
  const before = process.listenerCount('SIGINT')
  {
    using ending = listenForReviewStop({ err: (text) => said.push(text) }, () => true)
    expect(ending.stop.requested).toBe(false)
    process.emit('SIGINT')
    await ending.asked
    expect([ending.stop.requested, ending.cut.aborted]).toEqual([true, false])
    expect(said).toEqual(['\nFinishing what is under way, to keep it; the same again stops now.\n'])
    process.emit('SIGINT')
    expect(ending.cut.aborted).toBe(true)
  }
  expect(process.listenerCount('SIGINT')).toBe(before)
})

test('says nothing where nothing is under way', async () => {
  const said: string[] = []
  using ending = listenForReviewStop({ err: (text) => said.push(text) }, () => false)
  process.emit('SIGTERM')
  await ending.asked
  expect(said).toEqual([])
})
