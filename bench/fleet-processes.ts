import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../src/failure.ts'
import type { OpenOutside } from './fleet-outside.ts'

const YTDUB = join(import.meta.dirname, '../bin/ytdub')

/** What a process of the service is started with. */
export type Ground = { readonly outside: OpenOutside; readonly databaseUrl: string; readonly folder: string }

/** One line of a process's log. */
export type Line = { readonly event: string; readonly at: string; readonly url?: string; readonly message?: string }

export type Running = {
  readonly name: string
  readonly child: ChildProcess
  readonly lines: readonly Line[]
  /** When it was killed (ms since 1970). */
  readonly killedAt: () => number | undefined
  readonly kill: () => void
  /** Ends it in good order. */
  readonly stop: () => Promise<void>
  readonly isReady: () => boolean
  /** What it said last, where it has ended although nobody ended it. */
  readonly trouble: () => string | undefined
  /** Resolves with the line that says that it is. */
  readonly ready: Promise<Line>
}

/** Starts the real ytdub on a machine of its own. Its name is its key at the vendors, too. */
export function startYtdub(name: string, args: readonly string[], ready: string, ground: Ground): Running {
  const home = mkdtempSync(join(ground.folder, `${name}-`))
  const child = spawn(process.execPath, [YTDUB, ...args, '--json'], {
    cwd: home,
    env: environmentOf(name, home, ground),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: Line[] = []
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const ended = once(child, 'close')
  const isReady = new Promise<Line>((resolve, reject) => {
    createInterface(child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as Line
      lines.push(line)
      if (line.event === ready) resolve(line)
    })
    child.once('close', () => reject(new Failure('internal', `${name} ended too early.\n${said}`)))
  })
  isReady.catch(() => {}) // Who waits for it hears of it; one that was killed at its start need not be ready.
  let killedAt: number | undefined
  let isStopping = false
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return {
    name,
    child,
    lines,
    killedAt: () => killedAt,
    kill() {
      killedAt = Date.now()
      child.kill('SIGKILL')
    },
    async stop() {
      isStopping = true
      if (!hasEnded()) child.kill('SIGTERM')
      await ended
    },
    isReady: () => lines.some(({ event }) => event === ready),
    trouble: () =>
      hasEnded() && !isStopping && killedAt === undefined ? `${name} has ended by itself.\n${said}` : undefined,
    ready: isReady,
  }
}

function environmentOf(name: string, home: string, { outside, databaseUrl, folder }: Ground) {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: home,
    YTDUB_HOME: join(home, 'data'),
    // A worker that is put in the place of another begins where that one has begun before.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    DATABASE_URL: databaseUrl,
    SUPABASE_URL: outside.supabase,
    SUPABASE_SECRET_KEY: outside.secretKey,
    DEEPGRAM_API_KEY: name,
    DEEPGRAM_BASE_URL: outside.deepgram,
    OPENAI_API_KEY: name,
    OPENAI_BASE_URL: outside.openai,
  }
}
