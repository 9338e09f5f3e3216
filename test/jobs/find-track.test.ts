import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findTrack } from '../../src/jobs/find-track.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs } from '../rig/memory-stores.ts'

test('names a file by its bytes, without copying it', async () => {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  await writeFile(home.at('my talk.mp3'), 'hello')
  const track = await findTrack(home.at('my talk.mp3'), blobs)
  expect(track).toMatchObject({ name: 'my talk.mp3', size: 5, digest: expect.stringMatching(/^2cf24dba/) })
  expect(blobs.kept.size).toBe(0)
  expect(await blobs.path(track)).toBe(home.at('my talk.mp3'))
})

test('says what is wrong with what is no recording', async () => {
  await using home = await temporaryFolder()
  await mkdir(home.at('folder'))
  await writeFile(home.at('empty.mp3'), '')
  execFileSync('mkfifo', [home.at('pipe')])
  const complaints = [
    ['missing.mp3', /^There is no file/],
    ['empty.mp3/below.mp3', /^There is no file/],
    ['folder', /is a folder/],
    ['empty.mp3', /is empty/],
    ['pipe', /not a regular file/],
  ] as const
  for (const [name, message] of complaints) {
    const failure = { code: 'input', message: expect.stringMatching(message), hint: expect.any(String) }
    await expect(findTrack(home.at(name), memoryBlobs(home.path))).rejects.toMatchObject(failure)
  }
})
