import { readdir, readFile, stat } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'
import { type HeldProgram, heldProgram } from '../rig/held-program.ts'

let person: Person
let listening: HeldProgram
let job: string
beforeAll(async () => {
  person = await newPerson()
  listening = await heldProgram('pocketsphinx_continuous', '-infile')
  cut(TALK, person.path('short.wav'), 8.9, 2.5)
})
afterAll(async () => {
  await listening[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

const start = (...args: string[]) => person.start(args, { env: { PATH: listening.searchPath } })
const ytdub = (...args: string[]) => person.ytdub(...args)
const listed = async (...args: string[]) =>
  (JSON.parse((await ytdub('jobs', '--json', ...args)).out) as { jobs: Record<string, unknown>[] }).jobs
const eventsOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('a job that runs is watched, cannot be deleted, and is cancelled in good order from another terminal', async () => {
  const dubbing = start('dub', 'short.wav', '--lang', 'es', '--max-cost', '3')
  const call = await listening.next()
  const [running] = await listed('--status', 'running')
  job = String(running?.['id'])
  expect(running).toMatchObject({ state: 'running', resume: null, max_cost: 3 })
  const watching = start('jobs', 'watch', job, '--json')
  await watching.seen('"stage":"stt"')
  const left = start('jobs', 'watch', job)
  await left.seen('es: stt')
  left.child.kill('SIGINT')
  expect(await left.ended).toMatchObject({ code: 130, err: expect.stringContaining(`Job ${job} goes on.`) })
  expect(await ytdub('jobs', 'delete', job, '--yes')).toMatchObject({
    code: 3,
    err: expect.stringContaining(`ytdub jobs cancel ${job}`),
  })
  const again = await ytdub('jobs', 'retry', job)
  expect([again.code, again.err]).toEqual([3, expect.stringContaining('is running')])

  expect(await ytdub('jobs', 'cancel', job)).toMatchObject({ code: 0 })
  call.release()
  expect(await dubbing.ended).toMatchObject({
    code: 130,
    err: expect.stringContaining(
      `The job was cancelled. What was finished is kept.\nTo go on: ytdub jobs retry ${job}`,
    ),
  })
  const { code, out } = await watching.ended
  expect(code).toBe(130)
  expect(eventsOf(out)).toMatchObject([
    { event: 'job-started', job, languages: ['es'] },
    ...eventsOf(out).slice(1, -2),
    { event: 'error', code: 'interrupted' },
    { event: 'job-finished', job, status: 'error', manifest: null },
  ])
  expect(await listed('--status', 'cancelled', '--lang', 'es,fr')).toMatchObject([{ id: job, code: 'interrupted' }])
  expect([await listed('--lang', 'fr'), await listed('--status', 'failed')]).toEqual([[], []])
  const idle = await ytdub('jobs', 'cancel', job)
  expect([idle.code, idle.err]).toEqual([3, expect.stringContaining('Nobody works on')])
})

test('retry goes on where it was, with the bound of before, and what was heard is recalled', async () => {
  const { code, out, err } = await start('jobs', 'retry', job, '--verbose', '--log-file', 'log.jsonl').ended
  expect([code, out]).toEqual([0, expect.stringContaining('Delivered to short.dub')])
  expect(err).toMatch(/ {2}transcribe recalled \(/)
  expect(listening.count()).toBe(1)
  expect(await readdir(person.path('short.dub'))).toEqual(
    expect.arrayContaining(['es', 'manifest.json', 'report.html']),
  )
  const [whole] = await listed()
  expect(whole).toMatchObject({ id: job, state: 'complete', resume: null, max_cost: 3 })
  const none = await ytdub('jobs', 'retry', job)
  expect([none.code, none.err]).toEqual([3, expect.stringContaining('Nothing of')])
})

test('--log-file holds ids, digests and durations, is only its owner’s, and grows', async () => {
  const path = person.path('log.jsonl')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const before = eventsOf(await readFile(path, 'utf8'))
  expect(before.at(0)).toMatchObject({ event: 'command-started', command: 'jobs retry', time: expect.any(String) })
  expect(before.at(-1)).toMatchObject({ event: 'command-ended', exit_code: 0, ms: expect.any(Number) })
  expect(before).toContainEqual(
    expect.objectContaining({
      event: 'step-recalled',
      stage: 'transcribe',
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    }),
  )
  expect(before).toContainEqual(expect.objectContaining({ event: 'step-made', ms: expect.any(Number) }))
  const scripts = JSON.parse(await readFile(person.path('short.dub', 'es', 'script.json'), 'utf8'))
  for (const { source, text } of scripts.lines) {
    expect(JSON.stringify(before)).not.toContain(source)
    expect(JSON.stringify(before)).not.toContain(text)
  }
  expect(JSON.stringify(before)).not.toContain(person.folder)
  expect((await ytdub('jobs', 'retry', job, '--log-file', 'log.jsonl')).code).toBe(3)
  const after = eventsOf(await readFile(path, 'utf8'))
  expect(after.slice(0, before.length)).toEqual(before)
  expect(after.slice(before.length)).toMatchObject([
    { event: 'command-started' },
    { event: 'command-ended', exit_code: 3, code: 'input' },
  ])
  const nowhere = await ytdub('jobs', '--log-file', 'no/such/log')
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('no/such/log')])
})

test('the diary tells of both runs without a word of what is said', async () => {
  const { events } = JSON.parse((await ytdub('jobs', 'show', job, '--events', '--json')).out)
  expect(events[0]).toMatchObject({ run: 1, type: 'run-started' })
  expect(events).toContainEqual(expect.objectContaining({ run: 1, type: 'run-ended', code: 'interrupted' }))
  expect(events).toContainEqual(
    expect.objectContaining({ run: 2, type: 'step', stage: 'transcribe', outcome: 'recalled' }),
  )
  expect(events.at(-1)).toMatchObject({ run: 2, type: 'run-ended', status: 'complete' })
  const { out } = await ytdub('jobs', 'show', job, '--events')
  expect(out).toMatch(/^20\S+Z +2 +step +speak +es +1 +made +\d+ +[0-9a-f]{12}$/m)
})

test('one that has ended is watched no longer: its summary and its exit code', async () => {
  const { code, out } = await ytdub('jobs', 'watch', job)
  expect([code, out]).toEqual([0, expect.stringContaining('Delivered to short.dub')])
})

test('one that was killed is shown as interrupted, with the command that goes on', async () => {
  const killed = start('dub', 'short.wav', '--lang', 'es', '--take', '2')
  await killed.seen('es: dubbing')
  killed.child.kill('SIGKILL')
  await killed.ended
  const { out, err } = await ytdub('jobs', 'list', '--limit', '1')
  const [, id] = /^(job_\w+) .*interrupted/m.exec(out) ?? []
  expect(err).toBe(`What was interrupted goes on with:\n  ytdub jobs retry ${id}\n`)
  expect((await ytdub('jobs', 'show', String(id))).out).toMatch(
    new RegExp(`^State +interrupted\nGoes on with +ytdub jobs retry ${id}$`, 'm'),
  )
  expect(await ytdub('jobs', 'watch', String(id))).toMatchObject({
    code: 130,
    err: expect.stringContaining(`To go on: ytdub jobs retry ${id}`),
  })
  expect((await ytdub('jobs', 'delete', String(id), '--yes')).code).toBe(0)
})

test('deleting asks, or is told to; the delivered folder stays', async () => {
  const unasked = await ytdub('jobs', 'delete', job)
  expect([unasked.code, unasked.err]).toEqual([2, expect.stringContaining(`ytdub jobs delete ${job} --yes`)])
  const { code, out } = await ytdub('jobs', 'delete', job, '--yes', '--json')
  expect([code, JSON.parse(out)]).toEqual([0, { job, deleted: true }])
  expect(await listed()).toEqual([])
  expect(await readdir(person.path('short.dub'))).toContain('manifest.json')
  const gone = await ytdub('jobs', 'show', job)
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('There is no job')])
})
