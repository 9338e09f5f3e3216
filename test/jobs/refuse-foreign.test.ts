import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { refuseForeign } from '../../src/jobs/refuse-foreign.ts'
import type { Job, JobStore } from '../../src/ports/jobs.ts'
import { temporaryFolder } from '../rig/home.ts'

const [ONE, TWO] = ['1'.repeat(64), '2'.repeat(64)]
const recording = (path: string, digest = TWO) => {
  return { path, track: { digest, type: 'application/octet-stream', size: 1, name: path.split('/').at(-1)! } }
}
const jobsOf = (source: string | undefined) => ({
  jobs: { find: async () => (source === undefined ? undefined : ({ source } as Job)) } as unknown as JobStore,
})

async function folderWith(manifest: string) {
  const home = await temporaryFolder()
  await mkdir(home.at('talk.dub'))
  await writeFile(home.at('talk.dub', 'manifest.json'), manifest)
  return { folder: home.at('talk.dub'), [Symbol.asyncDispose]: home[Symbol.asyncDispose] }
}

const MANIFEST = JSON.stringify({ job: 'job_1', source: { file: 'talk.wav', sha256: ONE } })

test.each([
  ['another ending', '/a/talk.mp3', '/a/talk.wav', '/a/talk.wav'],
  ['another folder', '/b/talk.wav', '/a/talk.wav', '/a/talk.wav'],
  ['another ending, from another machine', '/a/talk.mp3', undefined, 'talk.wav'],
])('a recording of %s is refused, and the one that is there is named', async (_what, path, source, named) => {
  await using held = await folderWith(MANIFEST)
  const refused = refuseForeign(held.folder, recording(path), jobsOf(source))
  await expect(refused).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(JSON.stringify(named)),
    hint: expect.stringContaining('--out'),
  })
})

test.each([
  ['that has changed', recording('/a/talk.wav'), '/a/talk.wav'],
  ['that has moved', recording('/b/talk.wav', ONE), '/a/talk.wav'],
  ['from another machine', recording('/a/talk.wav'), undefined],
])('the same recording %s goes on', async (_what, own, source) => {
  await using held = await folderWith(MANIFEST)
  await refuseForeign(held.folder, own, jobsOf(source))
})

test.each(['', 'null', '[]', '{"source": 3}', '{"source": {"file": 3}}'])(
  'a manifest of %j is replaced',
  async (text) => {
    await using held = await folderWith(text)
    await refuseForeign(held.folder, recording('/a/talk.mp3'), jobsOf('/b/talk.mp3'))
  },
)

test('no folder yet, no objection', async () => {
  await using home = await temporaryFolder()
  await refuseForeign(home.at('talk.dub'), recording('/a/talk.mp3'), jobsOf(undefined))
})
