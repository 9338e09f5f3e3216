import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ENGINES } from '../dub/request.ts'
import type { Finding } from '../ports/findings.ts'
import { lookAround, type Machine, type Sight } from './look-around.ts'
import { needsFor } from './needs.ts'

const EVERY = ENGINES.filter((engine) => engine !== 'auto')
/** The languages that Apertium has from English; one of them is enough for the offline engine to work. */
const PAIRED = ['es', 'ca', 'eo']
/** Decoded, an hour of sound with its background takes about this much. */
const ENOUGH_BYTES = 2e9
const OLDEST_NODE = 22

/** What stands on this machine: Node.js, the data folder, and the programs of the offline engine. Changes nothing. */
export async function machineFindings(
  machine: Machine,
  { home, node }: { readonly home: string; readonly node: string },
): Promise<readonly Finding[]> {
  const sight = await lookAround(machine, needsFor(PAIRED))
  return [nodeFinding(node), await dataFolder(home), ...programs(sight), pairs(sight)]
}

function nodeFinding(version: string): Finding {
  const about = { name: 'Node.js', detail: version, engines: EVERY }
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return { ...about, status: 'works' }
  return { ...about, status: 'fails', hint: `Install Node.js ${OLDEST_NODE} or newer: https://nodejs.org` }
}

async function dataFolder(home: string): Promise<Finding> {
  const about = { name: 'Data folder', engines: EVERY }
  const there = await nearest(home)
  const writable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) {
    const hint = 'Change its permissions, or use another folder: YTDUB_HOME=…'
    return { ...about, status: 'fails', detail: `${home} cannot be written to`, hint }
  }
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  const detail = `${home}, ${(free / 1e9).toFixed(1)} GB free`
  if (free >= ENOUGH_BYTES) return { ...about, status: 'works', detail }
  return { ...about, status: 'fails', detail, hint: 'Free some space, or use another folder: YTDUB_HOME=…' }
}

/** The folder itself, or what it will be made in. */
async function nearest(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const isThere = await access(at).then(
      () => true,
      () => false,
    )
    if (isThere || at === dirname(at)) return at
  }
}

/** ffmpeg is not among them: where it comes from is not only a matter of what is installed. */
function programs({ found, missing }: Sight): readonly Finding[] {
  const there = found.filter(({ need }) => isProgram(need.name) && need.programs.length > 0)
  const absent = missing.filter((need) => isProgram(need.name) && need.programs.length > 0)
  return [
    ...there.map(({ need, path, version }): Finding => {
      return {
        name: need.name,
        status: 'works',
        detail: [version, path].filter(Boolean).join(', '),
        engines: ['offline'],
      }
    }),
    ...absent.map(({ name }): Finding => ({ name, ...ABSENT })),
  ]
}

function isProgram(name: string): boolean {
  return name !== 'ffmpeg'
}

function pairs({ found, missing }: Sight): Finding {
  const name = 'Apertium’s languages'
  const there = found.filter(({ need }) => need.programs.length === 0).map(({ need }) => need.name)
  if (there.length === 0) return { name, ...ABSENT }
  const absent = missing.filter(({ programs: needed }) => needed.length === 0).map((need) => need.name)
  const short = (names: readonly string[]) =>
    names.map((each) => each.replace(/^Apertium from English to /, '')).join(', ')
  const detail = `English to ${short(there)}${absent.length > 0 ? ` (not ${short(absent)})` : ''}`
  return { name, status: 'works', detail, engines: ['offline'] }
}

const ABSENT = {
  status: 'unset',
  detail: 'not installed',
  hint: 'For the offline engine: ytdub setup',
  engines: ['offline'],
} as const
