import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../src/failure.ts'
import type { JobEvent } from '../src/jobs/events.ts'

const YTDUB = join(import.meta.dirname, '../bin/ytdub')
const PEAK = join(import.meta.dirname, 'cloud-peak.ts')
const SAMPLE_MS = 100

export type Dubbing = {
  readonly file: string
  readonly languages: readonly string[]
  readonly folder: string
  readonly home: string
  readonly environment: { readonly [name: string]: string }
}

/** A step that was made, in `ms`, and when: seconds since the process was started. */
export type Made = { readonly stage: string; readonly key: string; readonly ms: number; readonly at: number }

/** Seconds from the start of the process to its end; megabytes of it alone, and of it with what it started. */
export type Dubbed = {
  readonly seconds: number
  readonly megabytes: number
  readonly megabytesOfAll: number
  /** What was made, in order. */
  readonly made: readonly Made[]
  /** Absolute path. */
  readonly manifest: string
}

/** Runs the real `ytdub dub` in a process of its own. */
export async function runDub({ file, languages, folder, home, environment }: Dubbing): Promise<Dubbed> {
  const peak = join(folder, 'peak')
  const args = ['dub', file, '--lang', languages.join(','), '--out', join(folder, 'dubs'), '--json', '--format', 'flac']
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', PEAK, YTDUB, ...args], {
    env: { ...process.env, ...environment, YTDUB_HOME: home, PEAK_FILE: peak },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const made: Made[] = []
  const said: string[] = []
  let manifest = ''
  createInterface(child.stdout!).on('line', (line) => {
    const event = JSON.parse(line) as JobEvent
    if (event.event === 'step-made') made.push({ ...event, at: (performance.now() - began) / 1000 })
    if (event.event === 'step-failed') said.push(line)
    if (event.event === 'job-finished') manifest = event.manifest ?? ''
  })
  createInterface(child.stderr!).on('line', (line) => said.push(line))
  const ofAll = watched(child)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const seconds = (performance.now() - began) / 1000
  if (code !== 0) throw new Failure('internal', `ytdub ended with ${code}.\n${said.join('\n')}`)
  return { seconds, megabytes: Number(readFileSync(peak, 'utf8')), megabytesOfAll: ofAll(), made, manifest }
}

/** The most that a process and those it started had in memory at any look; 0 where there is no /proc. */
function watched(child: ChildProcess): () => number {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, child.pid === undefined ? 0 : megabytesFrom(child.pid))
  }, SAMPLE_MS)
  child.once('close', () => clearInterval(timer))
  return () => most
}

function megabytesFrom(pid: number): number {
  try {
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.reduce((sum, each) => sum + megabytesFrom(Number(each)), kilobytes / 1024)
  } catch {
    return 0 // It has ended meanwhile.
  }
}
