import { Agent, request } from 'node:http'
import { Failure } from '../src/failure.ts'
import type { Database } from '../src/stores/supabase/database.ts'
import { type Asker, headersOf } from './api-load.ts'

/** Somebody who follows a job. */
type Follower = Disposable & {
  /** Resolves when the text has come. */
  readonly heard: (text: string) => Promise<void>
}

/**
 * Has everybody follow their job that is under way, all at once, and then writes one event to each of the jobs.
 * @returns seconds until all followed, and from the writing until the last had heard of it.
 */
export async function followAll(
  url: string,
  askers: readonly Asker[],
  database: Database,
): Promise<{ readonly opened: number; readonly reached: number }> {
  const agent = new Agent({ keepAlive: false })
  const began = performance.now()
  using followers = new DisposableStack()
  const all = await Promise.all(
    askers.map(async (asker) =>
      followers.use(await follow(new URL(`/api/jobs/${asker.underWay}/events`, url), asker, agent)),
    ),
  )
  // What there is already comes first: once it is there, the follower waits for news.
  await Promise.all(all.map(({ heard }) => heard('event: task')))
  const opened = (performance.now() - began) / 1000
  const reached = Promise.all(all.map(({ heard }) => heard('event: bench')))
  const written = performance.now()
  await database.query(
    `insert into public.job_events (job_id, user_id, event_type)
      select id, user_id, 'bench' from public.dubbing_jobs where id = any($1)`,
    [askers.map(({ underWay }) => underWay)],
  )
  await reached
  return { opened, reached: (performance.now() - written) / 1000 }
}

function follow(url: URL, asker: Asker, agent: Agent): Promise<Follower> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: headersOf(asker) }, (response) => {
      if (response.statusCode !== 200) return reject(new Failure('internal', `${url.pathname}: ${response.statusCode}`))
      let text = ''
      const watchers = new Set<() => void>()
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        for (const look of watchers) look()
      })
      const heard = (part: string) =>
        new Promise<void>((known, lost) => {
          const look = () => {
            if (!text.includes(part)) return
            watchers.delete(look)
            known()
          }
          response.once('close', () => lost(new Failure('internal', 'A stream ended.')))
          watchers.add(look)
          look()
        })
      resolve({ heard, [Symbol.dispose]: () => void asked.destroy() })
    })
    asked.on('error', reject).end()
  })
}
