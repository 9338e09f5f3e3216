import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'
import { type FakeApi, startFakeApi } from '../rig/fake-api.ts'

const CHUNK = 6 * 1024 * 1024

let api: FakeApi
let person: Person
beforeAll(async () => {
  api = await startFakeApi()
})
afterAll(() => api[Symbol.asyncDispose]())
beforeEach(async () => {
  person = await newPerson()
  api.jobs.clear()
  await writeFile(person.path('voice.mp3'), 'voice'.repeat(100))
  await writeFile(person.path('music.mp3'), 'music'.repeat(100))
  return () => person[Symbol.asyncDispose]()
})

const start = (...args: string[]) => person.start(args, { env: api.env })
const ytdub = (...args: string[]) => start(...args).ended
const only = () => [...api.jobs.values()][0]!
const counting = () => {
  const before = api.storage.calls.length
  return () => api.storage.calls.slice(before).filter(({ method }) => method === 'PATCH')
}

describe('ytdub upload', () => {
  test('prints the id of a job that waits for what shall become of it', async () => {
    const { code, out, err } = await ytdub('upload', 'voice.mp3', '--background', 'music.mp3')
    expect([code, out]).toEqual([0, `${only().id}\n`])
    expect(only().asked['languages']).toEqual([])
    expect(only()).toMatchObject({ status: 'uploading', background: expect.stringContaining('background_track') })
    expect(err).toContain('Uploading music.mp3: 100 % of')
    expect(err).toContain(`ytdub dub voice.mp3 --lang es --background music.mp3 --remote --upload ${only().id}\n`)
  })

  test('says how to have it dubbed as the settings say, and as it can be typed', async () => {
    await writeFile(person.path('-voice.mp3'), 'voice')
    await writeFile(person.path('ytdub.config.json'), JSON.stringify({ languages: ['fr', 'ca'] }))
    const { err } = await ytdub('upload', '--', '-voice.mp3')
    expect(err).toContain(`ytdub dub ./-voice.mp3 --lang fr,ca --remote --upload ${only().id}\n`)
  })

  test('for scripts as JSON, with its progress', async () => {
    const { out } = await ytdub('upload', 'voice.mp3', '--json')
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.at(-1)).toEqual({ job: only().id, status: 'uploaded' })
    expect(lines.at(-2)).toMatchObject({ event: 'upload-progress', file: 'voice.mp3', bytes: 500, total: 500 })
  })

  test('stopped goes on when it is run again', async () => {
    await writeFile(person.path('voice.mp3'), Buffer.alloc(2 * CHUNK, 'ytdub'))
    const count = counting()
    api.storage.misbehave({ kind: 'hang-before-headers' }, { path: /resumable\/sign\/./ })
    const stopped = start('upload', 'voice.mp3')
    while (count().length === 0) await new Promise((resolve) => setImmediate(resolve))
    stopped.child.kill('SIGINT')
    expect(await stopped.ended).toMatchObject({
      code: 130,
      err: expect.stringContaining('To go on: ytdub upload voice.mp3'),
    })
    expect((await ytdub('upload', 'voice.mp3')).code).toBe(0)
    expect(count().map(({ headers }) => Number(headers['upload-offset']))).toEqual([0, 0, CHUNK])
    expect(api.jobs.size).toBe(1)
  })

  test('again sends nothing, and dubbing the same files takes it, named or not', async () => {
    await ytdub('upload', 'voice.mp3')
    const count = counting()
    expect((await ytdub('upload', 'voice.mp3')).out).toBe(`${only().id}\n`)
    const named = ['dub', 'voice.mp3', '--lang', 'es', '--remote', '--no-wait', '--upload', only().id]
    expect(await ytdub(...named)).toMatchObject({ code: 8, out: `${only().id}\n` })
    expect(only()).toMatchObject({ status: 'pending', languages: ['es'] })
    expect([count(), api.jobs.size]).toEqual([[], 1])
    await ytdub('upload', 'music.mp3')
    const unnamed = await ytdub('dub', 'music.mp3', '--lang', 'fr', '--remote', '--no-wait')
    expect([unnamed.code, unnamed.out, count().length]).toEqual([8, `${[...api.jobs.keys()][1]}\n`, 1])
  })

  test('what is no recording, or a background of another length, is refused before anything is asked or sent', async () => {
    const before = api.calls.length
    const looking = (...args: string[]) =>
      person.start(['upload', ...args], { env: { ...api.env, FFMPEG_PATH: '' } }).ended
    const fixture = (name: string) => join(import.meta.dirname, '../../fixtures', name)
    expect(await looking('voice.mp3')).toMatchObject({ code: 3, out: '', err: expect.stringContaining('voice.mp3') })
    expect(await looking(fixture('talk.mp3'), '--background', fixture('music.mp3'))).toMatchObject({
      code: 3,
      err: expect.stringMatching(/must be equally long.* "talk\.mp3" lasts .* s, "music\.mp3" .* s\./),
    })
    expect(api.calls.length).toBe(before)
  })

  test('what cannot be uploaded is told', async () => {
    expect(await ytdub('upload', 'none.mp3')).toMatchObject({
      code: 3,
      err: expect.stringContaining('There is no file'),
    })
    const nobody = person.start(['upload', 'voice.mp3'], { env: { ...api.env, YTDUB_ACCESS_TOKEN: 'wrong' } })
    expect(await nobody.ended).toMatchObject({
      code: 4,
      err: expect.stringContaining('Set another YTDUB_ACCESS_TOKEN'),
    })
  })
})
