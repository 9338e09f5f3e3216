import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CLONE = join(import.meta.dirname, '../..')
/** Node's own cache of what it has compiled, where it lies for everybody else: compiled anew, each run takes twice as long. */
export const COMPILED = join(tmpdir(), 'node-compile-cache')

export const FIXTURES = join(CLONE, 'fixtures')
export const TALK = join(FIXTURES, 'talk.mp3')
export const MUSIC = join(FIXTURES, 'music.mp3')

export type Ended = {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** A running ytdub. `ended` resolves when it and its streams are closed. */
export type Running = {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  readonly seen: (text: string) => Promise<void>
  /** All that it has written so far. */
  readonly said: () => string
}

/** A person's machine, empty: a working folder, a data folder, no keys. */
export type Person = AsyncDisposable & {
  readonly folder: string
  readonly home: string
  readonly path: (...names: string[]) => string
  readonly ytdub: (...args: string[]) => Promise<Ended>
  readonly start: (args: readonly string[], more?: { readonly env?: NodeJS.ProcessEnv }) => Running
}

export async function newPerson(): Promise<Person> {
  const root = await mkdtemp(join(tmpdir(), 'ytdub-person-'))
  const home = join(root, 'home')
  const folder = await mkdtemp(join(root, 'work-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    YTDUB_HOME: home,
    TMPDIR: root,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: COMPILED,
  }
  const start: Person['start'] = (args, more) =>
    run(process.execPath, [join(CLONE, 'bin/ytdub'), ...args], { cwd: folder, env: { ...env, ...more?.env } })
  return {
    folder,
    home,
    path: (...names) => join(folder, ...names),
    ytdub: (...args) => start(args).ended,
    start,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Starts a program and gathers what it writes. With `typed`, its standard input is a pipe for the test to type into. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; typed?: boolean },
): Running {
  const { typed = false, ...rest } = options
  const child = spawn(program, args, { ...rest, stdio: [typed ? 'pipe' : 'ignore', 'pipe', 'pipe'] })
  const text = { out: '', err: '' }
  const watchers = new Set<() => void>()
  const gather = (stream: 'out' | 'err') => (chunk: Buffer) => {
    text[stream] += chunk.toString('utf8')
    for (const look of watchers) look()
  }
  child.stdout?.on('data', gather('out'))
  child.stderr?.on('data', gather('err'))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, ...text }))
  })
  const seen = (part: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!(text.out + text.err).includes(part)) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      child.on('close', () => reject(new Error(`It ended without ${JSON.stringify(part)}:\n${text.out}${text.err}`)))
    })
  return { child, ended, seen, said: () => text.out + text.err }
}
