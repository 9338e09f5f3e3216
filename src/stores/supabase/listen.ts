import pg from 'pg'
import type { JobBell } from '../../ports/service.ts'
import { connectionTo, refuseTransactionPooler } from './connection.ts'
import { databaseTrouble } from './database-trouble.ts'
import { type Patience, usualPatience } from './patiently.ts'

/** The channel that the trigger on job_events tells, with the job's id, a space, and the event's id. */
const CHANNEL = 'ytdub_job_events'
/** Milliseconds between signs of life, and for how long one is waited for: a connection may be cut without a word. */
const PULSE = 30_000
const PULSE_WAIT = 10_000
/** Milliseconds before the second try to connect again, at most, and before later ones. */
const FIRST = 250
const LONGEST = 30_000

/**
 * Hears of new events on one connection, however many follow. Where the connection is lost it is opened again, and all who
 * follow are told to look, since they may have missed something.
 * @throws {Failure} where the database cannot be listened to at the start.
 */
export async function listenForEvents(
  url: string,
  { pause, random }: Patience = usualPatience,
): Promise<JobBell & AsyncDisposable> {
  const lookers = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  const tell = (payload: string) => {
    for (const look of lookers.get(payload.split(' ', 1)[0] ?? '') ?? []) look()
  }
  const tellAll = () => {
    for (const look of [...lookers.values()].flatMap((some) => [...some])) look()
  }
  refuseTransactionPooler(url)
  let line = await openLine(url, tell).catch((error: unknown) => {
    throw databaseTrouble(error)
  })
  const again = async (): Promise<Line | undefined> => {
    for (let tries = 0; !closing.signal.aborted; tries++) {
      try {
        return await openLine(url, tell)
      } catch {
        // It is not back yet; nobody is better off for knowing. While it is away, whoever asks the database learns why.
        await pause(random() * Math.min(LONGEST, FIRST * 2 ** tries), closing.signal).catch(() => {})
      }
    }
    return undefined
  }
  const listening = (async () => {
    while (true) {
      await line.lost
      const next = await again()
      if (!next) return
      line = next
      if (closing.signal.aborted) await line.close()
      else tellAll()
    }
  })()
  return {
    on(job, look) {
      const some = lookers.get(job) ?? new Set()
      lookers.set(job, some.add(look))
      return () => {
        some.delete(look)
        if (some.size === 0 && lookers.get(job) === some) lookers.delete(job)
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await line.close()
      await listening
    },
  }
}

type Line = { readonly lost: Promise<void>; readonly close: () => Promise<void> }

async function openLine(url: string, tell: (payload: string) => void): Promise<Line> {
  const client = new pg.Client({ ...connectionTo(url, 'ytdub listen'), query_timeout: PULSE_WAIT })
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  const close = async () => {
    clearInterval(pulse)
    resolve()
    await client.end()
  }
  client.on('error', () => void close())
  client.on('end', () => void close())
  client.on('notification', ({ payload = '' }) => tell(payload))
  const pulse = setInterval(() => void client.query('select 1').catch(close), PULSE)
  pulse.unref()
  try {
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
  } catch (error) {
    await close()
    throw error
  }
  return { lost, close }
}
