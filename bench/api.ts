import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillTables, JOBS_EACH, USERS } from './api-data.ts'
import { type Asker, askFor, type Question } from './api-load.ts'
import { followAll } from './api-streams.ts'
import { openOutside } from './fleet-outside.ts'
import { startPostgres } from './fleet-postgres.ts'
import { type Ground, type Running, startYtdub } from './fleet-processes.ts'
import type { Result } from './result.ts'

const CLIENTS = 16
const FOLLOWERS = 500

const QUESTIONS: { readonly [name: string]: Question } = {
  list: { method: 'GET', pathOf: () => '/api/jobs' },
  status: { method: 'GET', pathOf: ({ job }) => `/api/jobs/${job}` },
  upload_urls: {
    method: 'POST',
    pathOf: () => '/api/jobs/upload-urls',
    body: { languages: ['es', 'fr', 'de'], voice_track_name: 'talk.mp3' },
  },
}

/**
 * A real `ytdub serve` over ten thousand jobs of a thousand users, asked by 16 clients at once; then another one, which 500
 * users follow a job at, until an event of each has reached all of them. The clients are on the same machine.
 */
export async function api(flags: readonly string[] = []): Promise<Result> {
  const seconds = flags.includes('--quick') ? 2 : 15
  await using opened = new AsyncDisposableStack()
  const postgres = opened.use(await startPostgres())
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const { url: databaseUrl, database } = opened.use(await postgres.open())
  const outside = opened.use(await openOutside())
  const everyone = await fillTables(database)
  const tokens = await outside.tokensFor(everyone.map(({ user }) => user))
  const askers = everyone.map((someone, at): Asker => {
    return { ...someone, token: tokens[at]!, address: `10.0.${at >> 8}.${at & 255}` }
  })
  const ground = { outside, databaseUrl, folder }
  const asked = await withServer('asked', ground, async (url) => {
    const figures: Record<string, number> = {}
    for (const [name, question] of Object.entries(QUESTIONS)) {
      await askFor(url, askers, question, { clients: CLIENTS, seconds: 1 }) // Programs are quicker when they are warm.
      const { perSecond, p50, p99 } = await askFor(url, askers, question, { clients: CLIENTS, seconds })
      Object.assign(figures, { [`${name}_per_second`]: perSecond, [`${name}_p50_ms`]: p50, [`${name}_p99_ms`]: p99 })
    }
    return figures
  })
  const followed = await withServer('followed', ground, async (url) => {
    const { opened, reached } = await followAll(url, askers.slice(0, FOLLOWERS), database)
    return { all_follow_after_seconds: opened, event_reached_all_after_seconds: reached }
  })
  return {
    figures: {
      jobs: USERS * JOBS_EACH,
      clients: CLIENTS,
      ...asked.figures,
      peak_megabytes_when_asked: asked.megabytes,
      followers: FOLLOWERS,
      ...followed.figures,
      peak_megabytes_with_followers: followed.megabytes,
    },
    targets: { peak_megabytes_with_followers: 300 },
  }
}

type Figures = { readonly [name: string]: number }

/** Starts a server of its own for a measurement, and looks at what it needed. */
async function withServer(
  name: string,
  ground: Ground,
  measure: (url: string) => Promise<Figures>,
): Promise<{ readonly figures: Figures; readonly megabytes: number }> {
  const server = startYtdub(name, ['serve', '--port', '0', '--proxies', '1', '--quiet'], 'listening', ground)
  try {
    const { url = '' } = await server.ready
    const figures = await measure(url)
    return { figures, megabytes: peakMegabytes(server) }
  } finally {
    await server.stop()
  }
}

/** The most that the process itself has had in memory; 0 where there is no /proc. */
function peakMegabytes({ child }: Running): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
