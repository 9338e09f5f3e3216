import { Pool } from 'undici'
import { Failure } from '../src/failure.ts'
import type { Someone } from './api-data.ts'
import { percentile } from './percentile.ts'

/** Somebody who is signed in, at an address of their own. */
export type Asker = Someone & { readonly token: string; readonly address: string }

export type Question = {
  readonly method: 'GET' | 'POST'
  readonly pathOf: (asker: Asker) => string
  readonly body?: object
}

/** Answers a second, and how long they took (ms). */
export type Answers = { readonly perSecond: number; readonly p50: number; readonly p99: number }

/** Has clients ask one after another, each as somebody else every time, for so many seconds. */
export async function askFor(
  url: string,
  askers: readonly Asker[],
  question: Question,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<Answers> {
  const pool = new Pool(url, { connections: clients })
  const took: number[] = []
  let next = 0
  const began = performance.now()
  const until = began + seconds * 1000
  const client = async () => {
    while (performance.now() < until) {
      const asker = askers[next++ % askers.length]!
      const asked = performance.now()
      await ask(pool, asker, question)
      took.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const lasted = (performance.now() - began) / 1000
  await pool.close()
  return {
    perSecond: took.length / lasted,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
  }
}

async function ask(pool: Pool, asker: Asker, { method, pathOf, body }: Question): Promise<void> {
  const path = pathOf(asker)
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const headers = { ...headersOf(asker), ...json }
  const sent = body === undefined ? null : JSON.stringify(body)
  const answer = await pool.request({ method, path, headers, body: sent })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Failure('internal', `${method} ${path}: ${answer.statusCode} ${text}`)
}

/** What says who asks, and from where: the API is told that it stands behind one proxy. */
export function headersOf({ token, address }: Pick<Asker, 'token' | 'address'>) {
  return { authorization: `Bearer ${token}`, 'x-forwarded-for': address }
}
