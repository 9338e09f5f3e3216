import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../program.ts'
import { findProgram } from './find-program.ts'
import type { Need } from './needs.ts'

/** The machine, as far as setting up goes. */
export type Machine = {
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
  /** What `PATH` holds. */
  readonly searchPath: string
  /** Where programs' data are kept; those of the system where it is left out. */
  readonly dataFolders?: readonly string[]
}

export type Found = { readonly need: Need; readonly path: string; readonly version: string | null }
export type Sight = { readonly found: readonly Found[]; readonly missing: readonly Need[] }

const DATA_FOLDERS = ['/usr/share', '/usr/local/share', '/opt/homebrew/share']

/** Looks which needs are met on this machine. Changes nothing. */
export async function lookAround(machine: Machine, needs: readonly Need[]): Promise<Sight> {
  const looks = await Promise.all(needs.map(async (need) => ({ need, found: await lookFor(machine, need) })))
  return {
    found: looks.flatMap(({ found }) => found ?? []),
    missing: looks.filter(({ found }) => found === undefined).map(({ need }) => need),
  }
}

async function lookFor(machine: Machine, need: Need): Promise<Found | undefined> {
  const programs = await Promise.all(need.programs.map((name) => findProgram(name, machine)))
  const data = need.data === undefined ? undefined : await findData(machine, need.data)
  if (programs.includes(undefined) || (need.data !== undefined && data === undefined)) return undefined
  const path = programs[0] ?? data
  if (path === undefined) return undefined
  const version = need.versionFlag === undefined ? null : await versionOf(path, need.versionFlag)
  return { need, path, version }
}

async function findData({ dataFolders = DATA_FOLDERS }: Machine, data: string): Promise<string | undefined> {
  for (const path of dataFolders.map((folder) => join(folder, data))) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return undefined
}

/** Null where it does not say: it is there all the same, and whether it works shows when it is used. */
async function versionOf(path: string, flag: string): Promise<string | null> {
  const told = await runProgram(path, [flag], { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
  return /\d+(\.\d+)+[^\s,]*/.exec(Buffer.from(told?.stdout ?? []).toString('utf8'))?.[0] ?? null
}
