import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenForEvents } from '../../../src/stores/supabase/listen.ts'
import { type OpenService, openService, submitted } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

const patience = { pause: async () => {}, random: () => 0 }

/** Counts what it is told, and waits for the next. */
function looker() {
  let [looks, next] = [0, Promise.withResolvers<void>()]
  return {
    look: () => {
      looks++
      next.resolve()
      next = Promise.withResolvers()
    },
    count: () => looks,
    next: () => next.promise,
  }
}

test('whoever follows a job hears of its events, on one connection for all', async () => {
  const [one, two] = [await submitted(service), await submitted(service)]
  await using bell = await listenForEvents(service.url, patience)
  const [first, second, other] = [looker(), looker(), looker()]
  bell.on(one.id, first.look)
  const leave = bell.on(one.id, second.look)
  bell.on(two.id, other.look)
  const tell = async (job: string) => service.fleet.tell({ job, type: 'warning', message: '', metadata: {} })

  const heard = Promise.all([first.next(), second.next()])
  await tell(one.id)
  await heard
  leave()
  leave()
  const again = [first.next(), other.next()]
  await tell(one.id)
  await tell(two.id)
  await Promise.all(again)
  expect([first.count(), second.count(), other.count()]).toEqual([2, 1, 1])
  const listeners = `select count(*)::integer as count from pg_stat_activity
    where application_name = 'ytdub listen' and datname = current_database()`
  expect(await service.sql(listeners)).toEqual([{ count: 1 }])
})

test('after a lost connection all who follow are told to look, and hear again', async () => {
  const { id } = await submitted(service)
  await using bell = await listenForEvents(service.url, patience)
  const follower = looker()
  bell.on(id, follower.look)
  const back = follower.next()
  await service.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'ytdub listen' and datname = current_database()`)
  await back
  const heard = follower.next()
  await service.fleet.tell({ job: id, type: 'warning', message: '', metadata: {} })
  await heard
  expect(follower.count()).toBe(2)
})

/** A door to a database that can be shut. */
async function doorTo(url: string) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const beyond = connect({ host: hostname, port: Number(port) })
    pipeline(socket, beyond, socket).catch(() => {}) // Cut off by the test.
  })
  const open = async (at: number) => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const own = new URL(url)
  own.port = String(await open(0))
  const shut = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { url: own.href, shut, reopen: () => open(Number(own.port)), [Symbol.asyncDispose]: shut }
}

/** Lets two tries pass and holds the third until it is let go or called off. */
function heldPatience() {
  const [third, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let pauses = 0
  const pause = async (_: number, signal?: AbortSignal) => {
    if (++pauses < 3) return
    third.resolve()
    await Promise.race([go.promise, new Promise((over) => signal?.addEventListener('abort', over))])
  }
  return { patience: { pause, random: () => 0 }, third: third.promise, go: go.resolve }
}

test('keeps trying while the database is away, and then all are told to look', async () => {
  await using door = await doorTo(service.url)
  const { id } = await submitted(service)
  const { patience, third, go } = heldPatience()
  await using bell = await listenForEvents(door.url, patience)
  const follower = looker()
  bell.on(id, follower.look)
  await door.shut()
  await third
  await service.fleet.tell({ job: id, type: 'warning', message: 'missed', metadata: {} })
  await door.reopen()
  const back = follower.next()
  go()
  await back
  expect(follower.count()).toBe(1)
})

test('ends at once while the database is away', async () => {
  const door = await doorTo(service.url)
  const { patience, third } = heldPatience()
  const bell = await listenForEvents(door.url, patience)
  await door.shut()
  await third
  await bell[Symbol.asyncDispose]()
})

test('says at the start where there is nothing to listen to', async () => {
  await expect(listenForEvents('postgresql://127.0.0.1:1/none', patience)).rejects.toMatchObject({ retryable: true })
  await expect(listenForEvents('postgresql://pooler:6543/postgres', patience)).rejects.toMatchObject({
    code: 'config',
    hint: expect.stringContaining('5432'),
  })
})
