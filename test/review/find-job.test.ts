import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { findJob } from '../../src/review/find-job.ts'
import { openShop } from '../jobs/open-shop.ts'

test('a job is named by its id, its recording or its folder; the last one worked on counts', async () => {
  await using opened = await openShop()
  const first = await opened.submit()
  opened.clock.advance(1000)
  const second = await opened.submit({ languages: ['fr'] })
  for (const named of [opened.wish.file, opened.folder, relative(process.cwd(), opened.wish.file), second.id]) {
    expect((await findJob(named, opened.shop.jobs)).id).toBe(second.id)
  }
  opened.clock.advance(1000)
  await opened.shop.jobs.update(first.id, { progress: 1 })
  expect((await findJob(opened.wish.file, opened.shop.jobs)).id).toBe(first.id)
})

test('where there is none, the next step is said', async () => {
  await using opened = await openShop()
  await expect(findJob('my talk.mp3', opened.shop.jobs)).rejects.toMatchObject({
    code: 'usage',
    message: '"my talk.mp3" has not been dubbed or translated here yet.',
    hint: expect.stringContaining("ytdub dub 'my talk.mp3' --lang es --until translate"),
  })
  await expect(findJob('job_0123456789ab', opened.shop.jobs)).rejects.toThrow('There is no job job_0123456789ab')
})
