import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Said, startCloud } from '../rig/cloud.ts'
import { heldProgram } from '../rig/held-program.ts'

const SAID: readonly Said[] = [
  [0, 'You are welcome.'],
  [0, 'It is line two.'],
]

test('ytdub purge shows, deletes only when it is told to, and leaves jobs and deliveries alone', async () => {
  await using cloud = await startCloud(SAID)
  const { person, ytdub } = cloud
  const nothing = await ytdub('purge', '--yes')
  expect(nothing).toEqual({ code: 0, signal: null, out: '', err: 'There is nothing to purge.\n' })
  expect(await cloud.dub('--lang', 'es')).toMatchObject({ code: 0 })
  const [{ usage } = expect.fail()] = (await cloud.manifest()).languages
  const paid = usage.total_usd
  const [kept, delivered] = [await filesIn(join(person.home, 'blobs')), await contentsOf(person.path('talk.dub'))]

  const recent = await ytdub('purge', '--dry-run')
  expect(recent).toMatchObject({ code: 0, out: expect.stringMatching(/answered steps +0 +0 bytes/), err: '' })
  const { found, deleted } = JSON.parse((await ytdub('purge', '--older-than', '0m', '--dry-run', '--json')).out)
  expect(found).toMatchObject({ blobs: { count: kept.length }, temporary: { count: 0 } })
  expect(found.redo).toMatchObject({ calls: 4, usd: expect.closeTo(paid, 6), exact: true })
  expect(deleted).toBe(null)

  const unasked = await ytdub('purge', '--older-than', '0m')
  expect(unasked).toMatchObject({ code: 2, out: '' })
  expect(unasked.err).toContain(`This deletes ${found.answers.count} answers and ${kept.length} files of steps: `)
  expect(unasked.err).toContain('Nothing was deleted. To delete it: ytdub purge --older-than 0h --yes')
  expect(await filesIn(join(person.home, 'blobs'))).toEqual(kept)

  const purged = await ytdub('purge', '--older-than', '0m', '--yes')
  expect(purged.code).toBe(0)
  expect(purged.out).toMatch(`Deleted ${found.answers.count} answers and ${kept.length} files of steps: `)
  expect(purged.err).toContain(`To ask again would cost $${paid.toFixed(4)} (prices as of`)
  expect(await filesIn(join(person.home, 'blobs'))).toEqual([])
  expect(await readdir(join(person.home, 'scratch'))).toEqual([])
  expect(await contentsOf(person.path('talk.dub'))).toEqual(delivered)
  expect(JSON.parse((await ytdub('jobs', '--json')).out)).toMatchObject({ jobs: [{ state: 'complete' }] })

  const since = cloud.counting()
  expect(await cloud.dub('--lang', 'es')).toMatchObject({ code: 0 })
  expect(since()).toEqual({ stt: 1, llm: 1, tts: 2 })
})

test('it takes away what a killed run has left unfinished, and nothing that it had finished', async () => {
  await using cloud = await startCloud(SAID)
  cloud.deepgram.misbehave({ kind: 'hang-before-headers' }, { path: /speak/, times: 9 })
  const killed = cloud.start(['dub', 'talk.wav', '--lang', 'es', '--verbose'])
  await killed.seen('translate es line 1 worked out')
  killed.child.kill('SIGKILL')
  await killed.ended
  cloud.deepgram.behave()
  const scratch = join(cloud.person.home, 'scratch')
  expect(await readdir(scratch)).toHaveLength(1)
  const { found, deleted } = JSON.parse((await cloud.ytdub('purge', '--yes', '--json')).out)
  expect(found).toMatchObject({ answers: { count: 0 }, blobs: { count: 0 }, temporary: { count: 1 } })
  expect(deleted).toMatchObject({ temporary: { count: 1 } })
  expect(await readdir(scratch)).toEqual([])
  const since = cloud.counting()
  expect(await cloud.dub('--lang', 'es')).toMatchObject({ code: 0 })
  expect(since()).toEqual({ stt: 0, llm: 0, tts: 2 })
})

test('it takes nothing from a dub that is under way, however short the time', async () => {
  await using cloud = await startCloud(SAID)
  await using speaking = await heldProgram('espeak-ng', '--stdout')
  const dub = ['talk.wav', '--lang', 'es', '--tts', 'espeak-ng']
  const running = cloud.start(['dub', ...dub, '--verbose'], { PATH: speaking.searchPath })
  const first = await speaking.next()
  const { deleted } = JSON.parse((await cloud.ytdub('purge', '--older-than', '0m', '--yes', '--json')).out)
  const none = { count: 0, bytes: 0 }
  expect(deleted).toEqual({ answers: none, blobs: none, temporary: none, bytes: 0 })
  for (const call of [first, await speaking.next()]) call.release()
  const { code, err } = await running.ended
  expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('worked out again') })
  expect(speaking.count()).toBe(2)
  const since = cloud.counting()
  expect(await cloud.ytdub('dub', ...dub)).toMatchObject({ code: 0, out: expect.stringContaining('asked 0 times') })
  expect(since()).toEqual({ stt: 0, llm: 0, tts: 0 })
})

test('a home that has grown is told of at the end of a dub', async () => {
  await using cloud = await startCloud(SAID)
  const dub = async (homeLimit: number | undefined, ...more: readonly string[]) => {
    await writeFile(cloud.person.path('ytdub.config.json'), JSON.stringify({ homeLimit }))
    const { code, err } = await cloud.dub('--lang', 'es', '--until', 'transcribe', ...more)
    return { code, told: err.match(/more than the .* GB of the setting homeLimit\.\n.*ytdub purge --dry-run/g) ?? [] }
  }
  expect(await dub(undefined)).toEqual({ code: 0, told: [] })
  expect(await dub(0.00001, '--json')).toEqual({ code: 0, told: [expect.stringContaining('0.00001 GB')] })
})

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function contentsOf(folder: string): Promise<Record<string, string>> {
  const files = (await filesIn(folder)).map(async (path) => [path, await readFile(path, 'base64')] as const)
  return Object.fromEntries(await Promise.all(files))
}
