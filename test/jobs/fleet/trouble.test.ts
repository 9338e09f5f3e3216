import { readdir } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { dubLanguage } from '../../../src/jobs/fleet/dub-language.ts'
import { fleetHandlers } from '../../../src/jobs/fleet/handlers.ts'
import { prepare } from '../../../src/jobs/fleet/prepare.ts'
import { sweepStuck } from '../../../src/jobs/fleet/sweep-stuck.ts'
import type { Spoken } from '../../../src/ports/providers.ts'
import { attempt } from '../../rig/fake-fleet.ts'
import { tone } from '../../rig/fake-providers.ts'
import { held } from '../../rig/held.ts'
import { digestOf } from '../../rig/memory-stores.ts'
import { JOB, openFleet } from './open-fleet.ts'

afterEach(() => void vi.useRealTimers())

const SPANISH = { kind: 'language', job: JOB, language: 'es' } as const

/** A fleet whose job is prepared, so that its languages wait. */
async function prepared(languages = ['es']) {
  const fleet = await openFleet()
  fleet.submit({ languages })
  await fleet.run(fleet.queue.waiting.shift()!)
  return fleet
}

/** A fleet whose job is done, but for this one of its two languages, which could be spoken now. */
async function partlyDone(failed: string) {
  const fleet = await prepared(['es', 'fr'])
  const { speak } = fleet.providers.does
  fleet.providers.does.speak = async (line, options) => {
    if (line.language === failed) throw new Failure('vendor', 'Refused.')
    return speak(line, options)
  }
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'complete', code: 'partial' })
  fleet.providers.does.speak = speak
  return fleet
}

test('what fails in passing is tried again, and asks nothing again that was answered', async () => {
  await using fleet = await prepared()
  let failures = 0
  fleet.providers.does.speak = async ({ text }) => {
    if (text.startsWith('five') && failures++ < 2) throw new Failure('vendor', 'Busy.', { retryable: true })
    return tone(0.5)
  }
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare done', 'language again', 'language again', 'language done', 'finish done'])
  const asked = fleet.providers.calls.speak.map(({ text }) => text)
  expect(asked.filter((text) => !text.startsWith('five'))).toHaveLength(3)
  const why = fleet.log.filter(({ event }) => event === 'task-failed').map((line) => line['why'])
  expect(why).toEqual(['Busy.', 'Busy.'])
  expect(fleet.providers.calls.translate).toEqual(['es'])
  expect(fleet.providers.calls.transcribe).toHaveLength(1)
  expect(fleet.job()).toMatchObject({ status: 'complete', code: null })
})

test('a language does not say that it listens to what the preparation has heard', async () => {
  await using fleet = await prepared()
  const said = new Set<string>()
  const beat = fleet.fleet.beat.bind(fleet.fleet)
  fleet.fleet.beat = (id, language, worker, report) => {
    said.add(`${report.stage}: ${report.message}`)
    return beat(id, language, worker, report)
  }
  await fleet.run(SPANISH)
  expect([...said]).toContain('stt: getting ready')
  expect([...said].join()).not.toContain('listening')
})

test('between two tries a task waits, and after the last one its reason stands on it', async () => {
  await using fleet = await prepared()
  fleet.providers.does.speak = async () => {
    throw new Failure('vendor', 'Busy.', { retryable: true })
  }
  await fleet.run(SPANISH)
  expect(fleet.task('es')).toMatchObject({ status: 'pending', message: 'waiting for another try' })
  fleet.queue.waiting.splice(0)
  expect(await fleet.run(SPANISH, { last: true })).toBe('dead')
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'vendor' })
  expect(fleet.task('es').message).toContain('Busy.')
  expect(fleet.queue.waiting).toEqual([{ kind: 'finish', job: JOB }])
})

test('a preparation that fails in passing is tried again, and its tasks are only ended after the last try', async () => {
  await using fleet = await openFleet()
  fleet.submit()
  fleet.providers.does.transcribe = async () => {
    throw new Failure('vendor', 'Busy.', { retryable: true })
  }
  await fleet.drain(2)
  expect(fleet.settledAs).toEqual(['prepare again', 'prepare dead', 'finish done'])
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'vendor' })
})

test('when a worker dies half-way another goes on where it was, and what it still does then changes nothing', async () => {
  await using fleet = await prepared()
  const speak = held<string, Spoken>()
  fleet.providers.does.speak = ({ text }) => speak.ask(text)
  let isHeld = true
  const dead = fleet.run(SPANISH, { held: () => isHeld }, 'dead')
  for (let line = 0; line < 4; line++) await speak.next()
  for (const call of speak.calls.slice(0, 3)) call.answer(tone(0.5))
  isHeld = false // No more is heard of it, and the queue gives the task to another one.
  const other = fleet.run(SPANISH, {}, 'other')
  const again = await speak.next()
  expect(again.question).toBe(speak.calls[3]?.question)
  again.answer(tone(0.5))
  expect(await other).toBe('done')
  expect(fleet.task('es')).toMatchObject({ status: 'complete' })
  speak.calls[3]?.fail(new Failure('vendor', 'Too late.'))
  expect(await dead).toBe('done')
  expect(fleet.task('es')).toMatchObject({ status: 'complete', code: null })
  expect(speak.calls).toHaveLength(5)
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'complete', code: null })
  // Heard, translated, and four lines spoken, whoever did it.
  const usage = { calls: { made: 6, recalled: 0, failed: 0 } }
  expect(fleet.json('manifest.json')).toMatchObject({ languages: [{ language: 'es', usage }] })
})

test('a cancel reaches a worker within two seconds, also where nothing moves, and ends the job', async () => {
  await using fleet = await prepared()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const speak = held<AbortSignal, Spoken>()
  fleet.providers.does.speak = async (_line, { signal }) => {
    signal.addEventListener('abort', () => {
      for (const call of speak.calls) call.fail(signal.reason)
    })
    return speak.ask(signal)
  }
  const running = fleet.run(SPANISH)
  const { question } = await speak.next()
  fleet.fleet.cancel(JOB)
  expect(question.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(2000)
  expect(await running).toBe('done')
  expect(question.aborted).toBe(true)
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'cancelled' })
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'cancelled' })
  expect(fleet.log.at(-1)).toEqual({ event: 'task-stopped', job: JOB, language: 'es' })
  expect(fleet.objects.uploads).toEqual([])
  expect(fleet.fleet.beats.map(({ progress }) => progress)).toSatisfy((told: number[]) => told.every(Number.isInteger))
})

test('a stopped worker finishes the calls under way, hands the task back, and another pays none of them again', async () => {
  await using fleet = await prepared()
  const speak = held<string, Spoken>()
  fleet.providers.does.speak = ({ text }) => speak.ask(text)
  const stop = { requested: false }
  const running = fleet.run(SPANISH, { stop })
  for (let line = 0; line < 4; line++) await speak.next()
  stop.requested = true
  for (const call of speak.calls) call.answer(tone(0.5))
  expect(await running).toBe('back')
  expect(fleet.task('es')).toMatchObject({ status: 'pending', message: 'waiting' })
  expect(await fleet.run(SPANISH)).toBe('done')
  expect(speak.calls).toHaveLength(4)
})

test('a worker that is cut off hands back, whatever a provider makes of it', async () => {
  await using fleet = await prepared()
  const cut = new AbortController()
  const asked = Promise.withResolvers<void>()
  fleet.providers.does.speak = (_line, { signal }) => {
    asked.resolve()
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Failure('vendor', 'The connection was closed.')))
    })
  }
  const running = fleet.run(SPANISH, { signal: cut.signal })
  await asked.promise
  cut.abort()
  expect(await running).toBe('back')
  expect(fleet.task('es')).toMatchObject({ status: 'pending', code: null })
})

test('a vendor that never answers holds no slot for ever', async () => {
  await using fleet = await prepared()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = Promise.withResolvers<void>()
  fleet.providers.does.speak = (_line, { signal }) => {
    asked.resolve()
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const running = fleet.run(SPANISH)
  await asked.promise
  await vi.advanceTimersByTimeAsync(12 * 3_600_000)
  expect(await running).toBe('dead')
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'vendor' })
  expect(fleet.task('es').message).toContain('12 hours')
})

test('a job that takes too long to finish has failed, and says so', async () => {
  await using fleet = await prepared()
  await fleet.run(SPANISH)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = Promise.withResolvers<void>()
  fleet.objects.upload = (_path, _from, { signal }) => {
    asked.resolve()
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  }
  const running = fleet.run({ kind: 'finish', job: JOB })
  await asked.promise
  await vi.advanceTimersByTimeAsync(12 * 3_600_000)
  expect(await running).toBe('dead')
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'vendor' })
  expect(fleet.job().message).toContain('12 hours')
})

test('a job is published with its end: who dies between its uploads and that has published nothing', async () => {
  await using fleet = await prepared()
  await fleet.run(SPANISH)
  const { fleet: jobs } = fleet
  const settle = jobs.settle.bind(jobs)
  const shared = () => fleet.fleet.published.filter(({ language }) => language === null).length
  Object.assign(fleet.fleet, { settle: () => Promise.reject(new Failure('internal', 'The worker died.')) })
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('again')
  expect(fleet.objects.uploads.some((path) => path.includes('/manifest-'))).toBe(true)
  expect(shared()).toBe(0)
  Object.assign(fleet.fleet, { settle })
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done')
  expect(shared()).toBeGreaterThan(0)
})

/** What is published, and is not there or has other bytes than it says. */
function amiss({ fleet, objects }: Awaited<ReturnType<typeof openFleet>>): string[] {
  return fleet.published.flatMap(({ path, file, checksum }) => {
    const object = objects.kept.get(path)
    return object && digestOf(object.bytes) === checksum ? [] : [file]
  })
}

test('a job that is cancelled while it is finished keeps what it had published before', async () => {
  await using fleet = await partlyDone('fr')
  const before = fleet.json('manifest.json')
  fleet.clock.advance(60_000)
  fleet.tryAgain('fr')
  await fleet.run({ ...SPANISH, language: 'fr' })
  const upload = fleet.objects.upload.bind(fleet.objects)
  fleet.objects.upload = async (path, from, options) => {
    await upload(path, from, options)
    if (path.includes('/manifest-')) fleet.fleet.cancel(JOB)
  }
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done')
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'cancelled' })
  expect(amiss(fleet)).toEqual([])
  expect(fleet.json('manifest.json')).toEqual(before)
  expect(fleet.log.map(({ event }) => event).filter((event) => event === 'job-ended')).toHaveLength(1)
})

test('who finishes a job that another has finished meanwhile changes nothing of it', async () => {
  await using fleet = await prepared()
  await fleet.run(SPANISH)
  const upload = fleet.objects.upload.bind(fleet.objects)
  fleet.objects.upload = async (path, from, options) => {
    if (path.includes('/report-')) {
      fleet.objects.upload = upload
      fleet.clock.advance(40_000)
      await fleet.run({ kind: 'finish', job: JOB }, {}, 'other')
    }
    await upload(path, from, options)
  }
  expect(await fleet.run({ kind: 'finish', job: JOB }, {}, 'slow')).toBe('done')
  expect(amiss(fleet)).toEqual([])
  expect(fleet.log.filter(({ event }) => event === 'job-ended')).toHaveLength(1)
})

test('finishing twice publishes nothing twice and asks nobody', async () => {
  await using fleet = await prepared()
  await fleet.drain()
  const before = { ...fleet.json('manifest.json') }
  const spoken = fleet.providers.calls.speak.length
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done') // It has ended.
  fleet.job().status = 'finalizing' // As a worker leaves it that dies before it could say so.
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done')
  expect(fleet.json('manifest.json')).toEqual(before)
  expect(new Set(fleet.fleet.published.map(({ path }) => path)).size).toBe(fleet.fleet.published.length)
  expect(fleet.providers.calls.speak).toHaveLength(spoken)
})

test('a finish that comes too early, or for a job that is gone, does nothing', async () => {
  await using fleet = await prepared(['es', 'fr'])
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done')
  expect(fleet.job().status).toBe('generating')
  for (const work of [SPANISH, { kind: 'prepare', job: JOB }, { kind: 'finish', job: JOB }] as const) {
    expect(await fleet.run({ ...work, job: 'job_ba9876543210' })).toBe('done')
  }
})

test('a task that failed is tried again when its person asks for it, and the manifest then has it whole', async () => {
  await using fleet = await partlyDone('es')
  fleet.tryAgain('es')
  await fleet.queue.add([SPANISH])
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'complete', code: null })
  expect(fleet.json('manifest.json')).toMatchObject({ status: 'complete' })
})

test('a worker that hears nothing of its task for long hands it back, as long as the queue has it as its own', async () => {
  await using fleet = await prepared()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const speak = held<string, Spoken>()
  fleet.providers.does.speak = (line, { signal }) => {
    signal.addEventListener('abort', () => {
      for (const call of speak.calls) call.fail(signal.reason)
    })
    return speak.ask(line.text)
  }
  const beat = fleet.fleet.beat.bind(fleet.fleet)
  fleet.fleet.beat = async () => ({ stop: false }) // Its beats come nowhere.
  const running = fleet.run(SPANISH)
  await speak.next()
  fleet.clock.advance(5 * 60_000 + 1)
  await sweepStuck(fleet.partsOf('other'))
  expect(fleet.task('es')).toMatchObject({ status: 'pending' })
  fleet.fleet.beat = beat
  await vi.advanceTimersByTimeAsync(2000)
  expect(await running).toBe('back')
})

test('a preparation that is handed out anew takes no language from those who are at it', async () => {
  await using fleet = await prepared(['es', 'fr'])
  const asked = fleet.providers.calls.transcribe.length
  await fleet.fleet.begin(JOB, 'es', 'other')
  fleet.queue.waiting.splice(0)
  const parts = fleet.partsOf('small')
  const small = { ...parts, limits: { ...parts.limits, freeBytes: Number.MAX_SAFE_INTEGER } }
  expect(await prepare(JOB, attempt({ last: true }), small)).toBe('done')
  expect(fleet.job().status).toBe('generating')
  expect(fleet.task('es')).toMatchObject({ status: 'processing', code: null })
  expect(fleet.queue.waiting.map((work) => work.kind === 'language' && work.language)).toEqual(['es', 'fr'])
  expect(fleet.providers.calls.transcribe).toHaveLength(asked)
})

test('nothing unfinished is left behind, however a try ends', async () => {
  await using fleet = await prepared()
  fleet.providers.does.speak = async () => {
    throw new Failure('vendor', 'Refused.')
  }
  await fleet.drain()
  expect(fleet.scratches.length).toBeGreaterThan(2)
  for (const scratch of fleet.scratches) expect(await readdir(scratch)).toEqual([])
})

test('a worker with too little space leaves the work to others', async () => {
  await using fleet = await prepared()
  const parts = fleet.partsOf('small')
  const small = { ...parts, limits: { ...parts.limits, freeBytes: Number.MAX_SAFE_INTEGER } }
  expect(await dubLanguage(SPANISH, attempt(), small)).toBe('again')
  expect(fleet.providers.calls.speak).toEqual([])
  expect(await fleet.run(SPANISH)).toBe('done')
})

test('a request that its owner wrote to leads nowhere', async () => {
  for (const name of ['../../../etc/passwd', '..', 'a\u0000b', 'a/b.mp3']) {
    await using fleet = await openFleet()
    fleet.submit({ source: { ...fleet.source, name } })
    await fleet.drain()
    expect(fleet.job()).toMatchObject({ status: 'error', code: 'input' })
    expect(fleet.job().message).toContain('source.name')
  }
  await using fleet = await openFleet()
  fleet.submit({ languages: ['../../es'] })
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'input' })
})

test('where each worker died of it, the task gets its reason when it is given up', async () => {
  await using fleet = await prepared(['es', 'fr'])
  await fleet.fleet.begin(JOB, 'es', 'dead')
  const handlers = fleetHandlers(fleet.partsOf('w1'))
  await handlers.dead(SPANISH)
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'internal' })
  expect(fleet.task('fr')).toMatchObject({ status: 'pending' })
  await handlers.dead({ kind: 'finish', job: JOB })
  expect(fleet.job()).toMatchObject({ status: 'generating' })
  await handlers.dead({ ...SPANISH, language: 'fr' })
  fleet.queue.waiting.splice(0)
  await handlers.dead(SPANISH) // Whoever did this the first time died before it could have the job finished.
  expect(fleet.queue.waiting).toEqual([{ kind: 'finish', job: JOB }])
  await handlers.dead({ kind: 'finish', job: JOB })
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'internal' })
})
