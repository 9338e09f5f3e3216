import { randomBytes } from 'node:crypto'
import { PgBoss, TestClock } from 'pg-boss'
import { expect, test, vi } from 'vitest'
import type { Attempt, FleetHandlers, Settled, Sweep } from '../../../src/ports/fleet.ts'
import type { FleetWork } from '../../../src/ports/service.ts'
import { openFleetQueue } from '../../../src/stores/supabase/queue.ts'
import { held } from '../../rig/held.ts'
import { openPostgres } from '../../rig/postgres.ts'
import { overTime, silentProxy } from '../../rig/silent-proxy.ts'

const JOB = 'job_0123456789ab'
const SPANISH: FleetWork = { kind: 'language', job: JOB, language: 'es' }
const FRENCH: FleetWork = { kind: 'language', job: JOB, language: 'fr' }

/** Queues on a database of their own, in which time stands still until the test moves it. */
async function openQueues() {
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await openPostgres())
  const clock = new TestClock(Date.UTC(2026, 0, 2, 3, 4, 5))
  const troubles: string[] = []
  const options = {
    databaseUrl: postgres.url,
    hours: 12,
    onTrouble: (message: string) => troubles.push(message),
    clock,
  }
  const adds = opened.use(await openFleetQueue('add', options))
  const kept = opened.move()

  /** One worker process, whose handlers are held. */
  async function startWorker(concurrency = 1) {
    const queue = await openFleetQueue('work', options)
    const [stop, cut] = [new AbortController(), new AbortController()]
    const works = held<{ readonly work: FleetWork; readonly attempt: Attempt }, Settled>()
    const dead = held<FleetWork, void>()
    const sweeps = held<Sweep, void>()
    let over = false
    const handlers: FleetHandlers = {
      work: async (work, attempt) => (over ? 'done' : works.ask({ work, attempt })),
      dead: async (work) => (over ? undefined : dead.ask(work)),
      sweep: async (sweep) => (over ? undefined : sweeps.ask(sweep)),
    }
    const working = queue.work(handlers, { concurrency, stop: stop.signal, cut: cut.signal })
    const worker = {
      works,
      dead,
      sweeps,
      stop,
      working,
      cut,
      async [Symbol.asyncDispose]() {
        over = true
        stop.abort()
        for (const { answer } of works.calls) answer('done')
        for (const { answer } of [...dead.calls, ...sweeps.calls]) answer()
        await working
        await queue[Symbol.asyncDispose]()
      },
    }
    return kept.use(worker)
  }
  /** Somebody's job, as an id. */
  const jobOf = async () => {
    const owner = await postgres.user()
    const id = `job_${randomBytes(6).toString('hex')}`
    await postgres.sql(
      `insert into public.dubbing_jobs (id, user_id, voice_track_url, voice_track_name, target_languages)
        values ($1, $2, $3, 'talk.mp3', '{es}')`,
      [id, owner, `uploads/${owner}/${id}/voice_track.mp3`],
    )
    return id
  }
  const states = async () =>
    (
      await postgres.sql(
        `select name, state, count(*)::integer as count from pgboss.job
          where name in ('ytdub_prepare', 'ytdub_language', 'ytdub_finish', 'ytdub_dead') group by 1, 2`,
      )
    )
      .map((row) => `${String(row['name'])} ${String(row['state'])} ${String(row['count'])}`)
      .toSorted()
  return {
    postgres,
    clock,
    adds,
    troubles,
    startWorker,
    jobOf,
    states,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('work goes to a worker by its ids alone, each kind and language once', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker(2)
  await queues.adds.add([SPANISH, FRENCH, { kind: 'prepare', job: JOB }])
  const calls = await Promise.all([worker.works.next(), worker.works.next(), worker.works.next()])
  // Of two that wait either may come first.
  const work = calls.map(({ question }) => question.work)
  expect(work).toHaveLength(3)
  expect(work).toEqual(expect.arrayContaining([{ kind: 'prepare', job: JOB }, SPANISH, FRENCH]))
  const [row] = await queues.postgres.sql(`select data from pgboss.job where singleton_key = '${JOB}/es'`)
  expect(row).toEqual({ data: SPANISH })
  expect(queues.troubles).toEqual([])
})

test('what waits or is under way is not added twice, and what is done may be added again', async () => {
  await using queues = await openQueues()
  await queues.adds.add([SPANISH, SPANISH])
  await queues.adds.add([SPANISH])
  expect(await queues.states()).toEqual(['ytdub_language created 1'])
  const worker = await queues.startWorker()
  const call = await worker.works.next()
  await queues.adds.add([SPANISH])
  expect(await queues.states()).toEqual(['ytdub_language active 1'])
  call.answer('done')
  await expect.poll(queues.states).toEqual(['ytdub_language completed 1'])
  await queues.adds.add([SPANISH])
  await worker.works.next()
})

test('who has done one piece of work gets the next at once, without waiting for any time to pass', async () => {
  await using queues = await openQueues()
  const languages = Array.from({ length: 10 }, (_, index) => `l${index}`)
  await queues.adds.add(languages.map((language) => ({ kind: 'language', job: JOB, language })))
  const worker = await queues.startWorker()
  for (let done = 0; done < 10; done++) (await worker.works.next()).answer('done')
  await expect.poll(queues.states).toEqual(['ytdub_language completed 10'])
})

test('owners take turns: one task of somebody else is not kept waiting by a hundred, also where they came first', async () => {
  await using queues = await openQueues()
  const { jobOf } = queues
  const [busy, other, late] = [await jobOf(), await jobOf(), await jobOf()]
  const hundred = Array.from({ length: 100 }, (_, index) => `l${index}`)
  await queues.adds.add(hundred.map((language) => ({ kind: 'language', job: busy, language })))
  await queues.adds.add([{ kind: 'language', job: other, language: 'es' }])
  const worker = await queues.startWorker()
  const claimed: string[] = []
  const claim = async () => {
    const { question, answer } = await worker.works.next()
    const { work } = question
    claimed.push(work.job === busy && work.kind === 'language' ? work.language : work.job)
    answer('done')
  }
  for (let count = 0; count < 10; count++) await claim()
  expect(claimed.indexOf(other)).toBeLessThan(3)
  expect(claimed.filter((name) => name !== other)).toEqual(hundred.slice(0, 9))
  // Who comes now is not in front of the others for ever either.
  await queues.adds.add(['fr', 'de', 'it'].map((language) => ({ kind: 'language', job: late, language })))
  for (let count = 0; count < 7; count++) await claim()
  const [, ...since] = claimed.slice(9)
  expect(since.filter((name) => name === late)).toHaveLength(3)
  expect(since.filter((name) => name !== late).length).toBeGreaterThanOrEqual(3)
})

test('what failed is tried again, later each time, and given up after the last try', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker()
  await queues.adds.add([SPANISH])
  const waits: number[] = []
  const lasts: boolean[] = []
  for (let tries = 1; tries <= 8; tries++) {
    const call = await worker.works.next()
    lasts.push(call.question.attempt.last)
    call.answer('again')
    await expect.poll(queues.states).toContain(tries < 8 ? 'ytdub_language retry 1' : 'ytdub_language failed 1')
    if (tries === 8) break
    const [row] = await queues.postgres.sql(`select start_after as at from pgboss.job where name = 'ytdub_language'`)
    waits.push((Number(row?.['at']) - queues.clock.now()) / 1000)
    await queues.clock.tick(90_000)
  }
  expect(lasts).toEqual([...Array<boolean>(7).fill(false), true])
  for (const [index, most] of [10, 20, 40, 80, 80, 80, 80].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(most / 2)
    expect(waits[index]).toBeLessThanOrEqual(most)
  }
  await queues.clock.tick(5000)
  expect((await worker.dead.next()).question).toEqual(SPANISH)
})

test('what fails for good is given up at once', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker()
  await queues.adds.add([SPANISH])
  const call = await worker.works.next()
  call.answer('dead')
  await expect.poll(queues.states).toEqual(['ytdub_dead created 1', 'ytdub_language failed 1'])
  await queues.clock.tick(5000)
  const dead = await worker.dead.next()
  expect(dead.question).toEqual(SPANISH)
  dead.answer()
  await expect.poll(queues.states).toEqual(['ytdub_dead completed 1', 'ytdub_language failed 1'])
})

test('what a dead worker held comes back within a minute', async () => {
  await using queues = await openQueues()
  await queues.adds.add([SPANISH])
  const boss = new PgBoss({
    connectionString: queues.postgres.url,
    clock: queues.clock,
    supervise: false,
    schedule: false,
  })
  await boss.start()
  const [taken] = await boss.fetch<FleetWork>('ytdub_language') // And never heard of again.
  await boss.stop({ graceful: false })
  expect(taken?.data).toEqual(SPANISH)
  const worker = await queues.startWorker()
  await queues.clock.tick(60_000)
  const { question } = await worker.works.next()
  expect(question).toMatchObject({ work: SPANISH, attempt: { last: false } })
})

test('a worker that is alive keeps what it holds for as long as it takes', async () => {
  await using queues = await openQueues()
  await queues.adds.add([SPANISH])
  const [first, second] = [await queues.startWorker(), await queues.startWorker()]
  const call = await Promise.race([first.works.next(), second.works.next()])
  await queues.clock.tick(180_000)
  expect(first.works.calls.length + second.works.calls.length).toBe(1)
  expect(call.question.attempt.held()).toBe(true)
})

test('a cancelled job is taken from the queue and from whoever works on it', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker()
  await queues.adds.add([SPANISH])
  const { question, answer } = await worker.works.next()
  await queues.adds.add([FRENCH, { ...FRENCH, job: 'job_ba9876543210' }])
  await queues.adds.cancel(JOB)
  expect(await queues.states()).toEqual(['ytdub_language cancelled 2', 'ytdub_language created 1'])
  await queues.clock.tick(6000)
  expect(question.attempt.signal.aborted).toBe(true)
  expect(question.attempt.held()).toBe(false)
  answer('done')
  expect((await worker.works.next()).question.work).toMatchObject({ job: 'job_ba9876543210' })
})

test('what a stopped worker hands back waits again, with as many tries as before', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker()
  await queues.adds.add([SPANISH])
  const first = await worker.works.next()
  first.answer('again')
  await expect.poll(queues.states).toEqual(['ytdub_language retry 1'])
  await queues.clock.tick(15_000)
  const second = await worker.works.next()
  expect(second.question.attempt.stop.requested).toBe(false)
  worker.stop.abort()
  expect(second.question.attempt.stop.requested).toBe(true)
  second.answer('back')
  await worker.working
  expect(await queues.states()).toEqual(['ytdub_language completed 1', 'ytdub_language created 1'])
  const rows = await queues.postgres.sql(
    `select retry_limit, retry_count from pgboss.job where name = 'ytdub_language' and state = 'created'`,
  )
  expect(rows).toEqual([{ retry_limit: 18, retry_count: 0 }])
  const other = await queues.startWorker()
  expect((await other.works.next()).question.work).toEqual(SPANISH)
})

test('a second signal cuts off what is under way', async () => {
  await using queues = await openQueues()
  const worker = await queues.startWorker()
  await queues.adds.add([SPANISH])
  const { question, answer } = await worker.works.next()
  worker.stop.abort()
  expect(question.attempt.signal.aborted).toBe(false)
  worker.cut.abort()
  expect(question.attempt.signal.aborted).toBe(true)
  expect(question.attempt.held()).toBe(true)
  answer('back')
  await worker.working
})

test('what is done regularly is done once, however many workers there are', async () => {
  await using queues = await openQueues()
  const workers = [await queues.startWorker(), await queues.startWorker()]
  const sweeps = () => workers.flatMap((worker) => worker.sweeps.calls)
  for (let minute = 1; minute <= 3; minute++) {
    await queues.clock.tick(60_000)
    await expect.poll(() => sweeps().length).toBe(minute)
    for (const { answer } of sweeps()) answer()
  }
  expect(new Set(sweeps().map(({ question }) => question))).toEqual(new Set(['stuck']))
  const [row] = await queues.postgres.sql('select count(*)::integer as count from pgboss.schedule')
  expect(row).toEqual({ count: 2 })
})

test('users have no rights in the queue', async () => {
  await using queues = await openQueues()
  const client = await queues.postgres.pool.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('role', 'authenticated', true)")
    await expect(client.query('select data from pgboss.job')).rejects.toThrow(/permission denied/)
    await client.query('rollback')
  } finally {
    client.release()
  }
})

test('a worker refuses a transaction pooler, and a database that is not there is no mystery', async () => {
  const options = { hours: 12, onTrouble: () => {} }
  const pooler = 'postgresql://postgres@127.0.0.1:6543/postgres'
  await expect(openFleetQueue('work', { ...options, databaseUrl: pooler })).rejects.toMatchObject({ code: 'config' })
  const nobody = 'postgresql://postgres@127.0.0.1:1/postgres'
  await expect(openFleetQueue('add', { ...options, databaseUrl: nobody })).rejects.toMatchObject({
    code: 'vendor',
    retryable: true,
  })
})

test('where nothing comes from the server any more, what is asked of the queue is given up', async () => {
  await using postgres = await openPostgres()
  await using proxy = await silentProxy(postgres.url)
  await using queue = await openFleetQueue('add', { databaseUrl: proxy.url, hours: 12, onTrouble: () => {} })
  await queue.add([SPANISH])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  proxy.fallSilent()
  const added = await overTime(Promise.allSettled([queue.add([FRENCH])]))
  vi.useRealTimers()
  proxy.hangUp() // Whoever closes waits for an answer.
  expect(added).toMatchObject([{ status: 'rejected', reason: { code: 'vendor', retryable: true } }])
})
