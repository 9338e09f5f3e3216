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

/** What stands on this machine: Node.js, the data folder, and the programs of the offline engine. Changes nothing. */
export async function machineFindings(
  machine: Machine,
  { home, out, node }: { readonly home: string; readonly out?: string | undefined; readonly node: string },
): Promise<readonly Finding[]> {
  const sight = await lookAround(machine, needsFor(PAIRED))
  const folders = await Promise.all([
    folderFinding('Data folder', home, 'YTDUB_HOME=…'),
    ...(out === undefined ? [] : [folderFinding('Output folder', out, 'ytdub config set out FOLDER')]),
  ])
  return [nodeFinding(node), ...folders, ...programs(sight), pairs(sight)]
}

function nodeFinding(version: string): Finding {
  const about = { name: 'Node.js', detail: version, engines: EVERY }
  if (isNewEnough(version)) return { ...about, status: 'works' }
  return { ...about, status: 'fails', hint: 'Install Node.js 22.22, 24.15 or 26 and later: https://nodejs.org' }
}

/** As package.json has it in `engines`. */
function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2)
  return major === 24 ? minor >= 15 : major >= 26
}

/** What is kept goes into the data folder, results into the other one, which may be on another disk. */
async function folderFinding(name: string, folder: string, instead: string): Promise<Finding> {
  const about = { name, engines: EVERY }
  const there = await nearest(folder)
  const writable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) {
    const hint = `Change its permissions, or use another folder: ${instead}`
    return { ...about, status: 'fails', detail: `${folder} cannot be written to`, hint }
  }
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  const detail = `${folder}, ${(free / 1e9).toFixed(1)} GB free`
  if (free >= ENOUGH_BYTES) return { ...about, status: 'works', detail }
  return { ...about, status: 'fails', detail, hint: `Free some space, or use another folder: ${instead}` }
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
