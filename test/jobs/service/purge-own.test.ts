import { expect, test } from 'vitest'
import { purgeOwn } from '../../../src/jobs/service/purge-own.ts'

const NOTHING = { jobs: 0, artifacts: 0, bytes: 0, answers: 0, blobs: 0, blobBytes: 0 }

test('told to end, it finishes what it is at and leaves the rest to the next one', async () => {
  const leaving = new AbortController()
  let asked = 0
  const expired = async () => {
    asked++
    return [{ id: `a${asked}`, path: `artifacts/o/j/a${asked}`, bytes: 7, job: 'j' }]
  }
  const purged: string[] = []
  const gone = await purgeOwn(
    { before: 0, dryRun: false },
    {
      leftovers: {
        count: async () => NOTHING,
        expired,
        purged: async (ids) => void purged.push(...ids),
        forgetAnswers: async () => expect.unreachable(),
        oldBlobs: async () => expect.unreachable(),
        blobsPurged: async () => expect.unreachable(),
      },
      objects: { remove: async () => void (asked === 2 && leaving.abort()) },
      signal: leaving.signal,
    },
  )
  expect(purged).toEqual(['a1', 'a2'])
  expect(gone).toEqual({ ...NOTHING, jobs: 1, artifacts: 2, bytes: 14 })
})
