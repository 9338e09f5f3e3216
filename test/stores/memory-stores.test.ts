import { rm } from 'node:fs/promises'
import { blobStoreContract } from '../contracts/blob-store.ts'
import { jobStoreContract } from '../contracts/job-store.ts'
import { memoContract } from '../contracts/memo.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryJobs, memoryMemo, memoryScratch } from '../rig/memory-stores.ts'
import { isThere } from '../rig/processes.ts'
import { settableClock } from '../rig/settable-clock.ts'

const nothingToClose = { [Symbol.asyncDispose]: async () => {} }

blobStoreContract('in memory', async () => {
  const home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  return {
    blobs,
    scratch: memoryScratch(home.path),
    at: home.at,
    async damage({ digest }, bytes) {
      await rm(home.at(digest), { force: true })
      if (bytes) blobs.kept.set(digest, bytes)
      else blobs.kept.delete(digest)
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
})

memoContract('in memory', async () => {
  const clock = settableClock()
  return { memo: memoryMemo(clock), clock, ...nothingToClose }
})

jobStoreContract('in memory', async () => {
  const clock = settableClock()
  const isGone = (holder: string) => !holder.startsWith('another-host/') && !isThere(Number(holder.split('/')[1]))
  return { jobs: memoryJobs(clock, isGone), clock, ...nothingToClose }
})
