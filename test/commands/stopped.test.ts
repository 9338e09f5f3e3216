import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'
import { type FakeApi, startFakeApi } from '../rig/fake-api.ts'
import { fakeMachine } from '../setup/fake-machine.ts'

const JOB = 'job_0123456789ab'

let api: FakeApi
let person: Person
beforeAll(async () => {
  api = await startFakeApi()
  person = await newPerson()
  await writeFile(person.path('-talk.mp3'), 'a talk')
  await writeFile(person.path('music.mp3'), 'music')
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const start = (...args: string[]) => person.start(args, { env: api.env })

/** A command line that is stopped while the service has yet to answer such a request. */
async function stopped(signal: 'SIGINT' | 'SIGTERM', match: RegExp, ...args: string[]) {
  api.hold(match, new Promise(() => {}))
  const running = start(...args)
  await Promise.race([api.seen(match), running.ended])
  running.child.kill(signal)
  return await running.ended
}

test.concurrent.each([
  [['jobs', 'cancel', JOB], /POST .*\/cancel/, `ytdub jobs show ${JOB}`],
  [['jobs', 'delete', JOB, '--yes'], /DELETE /, `ytdub jobs delete ${JOB}`],
  [['jobs', 'download', JOB], /GET \/api\/jobs\/\w+$/, `ytdub jobs download ${JOB}`],
  [['jobs', 'retry', JOB, '--no-wait'], /POST .*\/retry/, `ytdub jobs show ${JOB}`],
  [['purge', '--remote'], /POST .*\/purge/, 'ytdub purge --remote'],
] as const)('%j, stopped by SIGTERM, exits with 143 and says how to go on', async (args, match, next) => {
  const { code, out, err } = await stopped('SIGTERM', match, ...args)
  expect({ code, out, err }).toEqual({ code: 143, out: '', err: expect.stringMatching(/^Stopped\./) })
  expect(err).toContain(next)
})

test('an upload that is stopped goes on with what it says: with the same tracks, to the same job', async () => {
  const upload = ['upload', '--background', 'music.mp3', '--', '-talk.mp3']
  const begun = await stopped('SIGINT', /POST .*\/upload-urls/, ...upload)
  const next = 'ytdub upload ./-talk.mp3 --background music.mp3'
  expect(begun).toMatchObject({ code: 130, err: expect.stringContaining(`To go on: ${next}\n`) })
  const before = api.storage.calls.length
  api.storage.misbehave({ kind: 'hang-before-headers' }, { path: /resumable\/sign\/./ })
  const running = start(...upload)
  while (!api.storage.calls.slice(before).some(({ method }) => method === 'PATCH')) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  running.child.kill('SIGTERM')
  expect(await running.ended).toMatchObject({ code: 143, err: expect.stringContaining(`To go on: ${next}\n`) })
  expect((await start(...next.split(' ').slice(1)).ended).code).toBe(0)
  expect(api.jobs.size).toBe(1)
})

test('an installation that SIGTERM cuts off exits with 143 and says how to go on', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', 'echo "Setting up ffmpeg (7:5.1)"; exec /bin/sleep 60')
  await machine.program('sudo', 'exec "$@"')
  await machine.program('env', 'exec /usr/bin/env "$@"')
  const running = person.start(['setup', '--yes', '--lang', 'es'], { env: { PATH: machine.searchPath } })
  await running.seen('Setting up')
  running.child.kill('SIGTERM')
  await running.seen('Finishing what is under way')
  running.child.kill('SIGTERM')
  const { code, err } = await running.ended
  expect({ code, err }).toEqual({ code: 143, err: expect.stringContaining('ytdub setup --lang es --yes') })
  expect(err).not.toContain('    at ')
})
