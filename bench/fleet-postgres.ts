import { readdirSync, readFileSync } from 'node:fs'
import { type Database, openDatabase } from '../src/stores/supabase/database.ts'
import { setup } from '../test/rig/postgres-server.ts'
import { asSuperuser, databaseUrl, MIGRATED } from '../test/rig/postgres-template.ts'

export type BenchPostgres = AsyncDisposable & {
  /** A migrated database of its own, gone when its scope is left. */
  readonly open: () => Promise<BenchDatabase>
}
export type BenchDatabase = AsyncDisposable & { readonly url: string; readonly database: Database }

/** What a server did for one database, and how long its processes computed (seconds; 0 where there is no /proc). */
export type Load = {
  readonly transactions: number
  readonly rowsRead: number
  readonly rowsWritten: number
  readonly cpuSeconds: number
}

/** A Postgres of this process alone, which waits for no disk and never vacuums by itself. */
export async function startPostgres(): Promise<BenchPostgres> {
  const door: { port?: number } = {}
  const provide = (_name: string, port: number) => {
    door.port = port
  }
  const stop = await setup({ provide } as unknown as Parameters<typeof setup>[0])
  try {
    const answer = await fetch(`http://127.0.0.1:${door.port}/`)
    const { port } = (await answer.json()) as { readonly port: number }
    let opened = 0
    return { open: () => openOne(port, `bench_${opened++}`), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openOne(port: number, name: string): Promise<BenchDatabase> {
  await asSuperuser(port, `create database ${name} template ${MIGRATED} owner postgres`)
  const url = databaseUrl(port, name)
  const database = openDatabase(url, { name: 'bench', connections: 4, statementMs: 0 })
  return {
    url,
    database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await asSuperuser(port, `drop database ${name} with (force)`)
    },
  }
}

/** What the server has done so far; connections that are still open tell up to ten seconds late. */
export async function loadOf(database: Database): Promise<Load> {
  const { rows } = await database.query<Omit<Load, 'cpuSeconds'> & { readonly backend: number }>(
    `select (xact_commit + xact_rollback)::float8 as transactions, tup_fetched::float8 as "rowsRead",
      (tup_inserted + tup_updated + tup_deleted)::float8 as "rowsWritten", pg_backend_pid() as backend
      from pg_stat_database where datname = current_database()`,
  )
  const { backend, ...load } = rows[0]!
  return { ...load, cpuSeconds: cpuSecondsOf(backend) }
}

/** Of the server with all its processes, those that have ended too, found by one of them. */
function cpuSecondsOf(backend: number): number {
  try {
    const server = statOf(backend).parent
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const ticks = processes.map((name) => {
      const { parent, own, ended } = statOf(Number(name))
      return Number(name) === server ? own + ended : parent === server ? own : 0
    })
    return ticks.reduce((sum, each) => sum + each, 0) / TICKS
  } catch {
    return 0 // No /proc, or one of them has just ended.
  }
}

/** Of a second, on Linux. */
const TICKS = 100

/** man 5 proc_pid_stat: what follows the name are the fields from the third on. */
function statOf(pid: number): { readonly parent: number; readonly own: number; readonly ended: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? []
  const [parent = 0, own = 0, system = 0, ended = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map((at) => fields[at])
  return { parent, own: own + system, ended: ended + endedSystem }
}
