import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type Cloud, type Said, startCloud } from '../rig/cloud.ts'

const KILLS = 200
/** Homes that are worked in at once. */
const AT_ONCE = 2
/** Of an undisturbed run's length. One that goes on is shorter, so that its last moments are met as often as its first. */
const LATEST = 0.7

const SAID: readonly Said[] = [
  [0, 'Good morning and welcome.'],
  [1, 'Thank you for having me.'],
  [0, 'It is line three of four.'],
  [1, 'And this is the last one.'],
]

test(`killed at ${KILLS} random moments, a dub goes on: the same files, nothing asked twice, nothing left behind`, async () => {
  await using cloud = await startCloud(SAID)
  const undisturbed = await workIn('undisturbed', cloud)
  const began = performance.now()
  await undisturbed.run(() => new Promise(() => {}))
  const seconds = (performance.now() - began) / 1000
  const whole = await undisturbed.delivered()
  expect([...whole.keys()]).toContain('es/talk-es-voice_only.m4a')

  let kills = 0
  let homes = 0
  const stages = new Set<string>()
  const workOn = async () => {
    while (kills < KILLS) {
      const place = await workIn(`home-${homes++}`, cloud)
      for (let ended = false; !ended; ) {
        // Where enough have been killed, the rest of the job is left in peace.
        const moment = Math.random() * LATEST * seconds * 1000
        const killed = await place.run((gone) =>
          kills < KILLS ? later(moment, undefined, { signal: gone, ref: false }) : new Promise(() => {}),
        )
        if (killed) kills++
        ended = !killed
      }
      expect(await place.delivered(), place.name).toEqual(whole)
      await place.leavesNothing()
      for (const stage of place.stages) stages.add(stage)
      await place.remove()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, workOn))
  expect(kills).toBeGreaterThanOrEqual(KILLS)
  // So many moments meet every stage that there is.
  expect([...stages].sort()).toEqual(['listen', 'probe', 'render', 'speak', 'transcribe', 'translate', 'waveform'])
}, 400_000)

/** A home and a folder of their own beside the others, in which the same recording is dubbed. */
async function workIn(name: string, { person, start }: Cloud) {
  const home = join(person.home, '..', name)
  const out = person.path(`${name}.out`)
  const answered = () => keysIn(join(home, 'ytdub.db'))
  const stages = new Set<string>()
  return {
    name,
    stages,
    /** Runs it until it ends, or until it is killed. @returns whether it was. */
    async run(untilKilled: (gone: AbortSignal) => Promise<unknown>): Promise<boolean> {
      const known = new Set(await answered())
      const gone = new AbortController()
      const args = ['dub', 'talk.wav', '--lang', 'es', '--out', out, '--json']
      const running = start(args, { YTDUB_HOME: home })
      const kill = async () => {
        await untilKilled(gone.signal)
        running.child.kill('SIGKILL')
      }
      const killing = kill().catch(() => undefined) // It has ended before.
      const { code, signal, out: said, err } = await running.ended
      gone.abort()
      void killing
      expect({ code, err: code === 0 || signal === 'SIGKILL' ? '' : err, signal }).toEqual(
        signal === 'SIGKILL' ? { code: null, err: '', signal } : { code: 0, err: '', signal: null },
      )
      for (const event of eventsOf(said)) {
        if (event.event === 'step-started') stages.add(event.stage ?? '')
        // What was answered stands: only what was not is worked out.
        if (event.event === 'step-recalled') expect(known.has(event.key ?? ''), `${name}: ${event.stage}`).toBe(true)
        if (event.event !== 'step-made') continue
        expect(known.has(event.key ?? ''), `${name}: ${event.stage} again`).toBe(false)
        known.add(event.key ?? '')
      }
      return signal === 'SIGKILL'
    },
    /** What was delivered, but for what tells of runs: when they were, and what they asked. */
    async delivered(): Promise<ReadonlyMap<string, string>> {
      const files = await filesIn(out)
      const texts = files.map(async (path) => {
        const bytes = await readFile(path)
        const file = relative(out, path).replace(/^talk\.dub\//, '')
        if (file === 'report.html') return [file, bytes.includes('</html>') ? 'whole' : 'broken'] as const
        return [file, file === 'manifest.json' ? timeless(bytes.toString()) : bytes.toString('base64')] as const
      })
      return new Map(await Promise.all(texts))
    },
    async leavesNothing(): Promise<void> {
      const kept = (await filesIn(home)).map((path) => relative(home, path))
      const other = kept.filter((path) => !/^(?:ytdub\.db(?:-wal|-shm)?|blobs\/[0-9a-f]{2}\/[0-9a-f]{64})$/.test(path))
      expect(other, name).toEqual([])
      expect(await readdir(out), name).toEqual(['talk.dub'])
      using database = open(join(home, 'ytdub.db'))
      expect(database.held(), name).toEqual([])
    },
    remove: async () => {
      await rm(home, { recursive: true })
      await rm(out, { recursive: true })
    },
  }
}

function open(path: string) {
  const database = new SQLite(path, { readonly: true })
  return {
    held: () => database.prepare('SELECT lease_holder FROM dubbing_jobs WHERE lease_holder IS NOT NULL').all(),
    keys: () => database.prepare<[], string>('SELECT key FROM memo').pluck().all(),
    [Symbol.dispose]: () => void database.close(),
  }
}

/** Nothing where there is no database yet, or one whose first tables were not made. */
async function keysIn(path: string): Promise<readonly string[]> {
  if (!(await stat(path).catch(() => undefined))) return []
  using database = open(path)
  try {
    return database.keys()
  } catch (error) {
    expect(String(error)).toContain('no such table')
    return []
  }
}

type Event = { readonly event: string; readonly stage?: string; readonly key?: string }

/** A killed run may have been cut off in the middle of a line. */
function eventsOf(out: string): Event[] {
  return out
    .slice(0, out.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Event]))
}

function timeless(manifest: string): string {
  const TOLD = new Set(['job', 'created', 'finished', 'calls', 'usd', 'total_usd', 'usage'])
  return JSON.stringify(JSON.parse(manifest), (key, value: unknown) => (TOLD.has(key) ? undefined : value))
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort()
}
