import { runProgram } from '../program.ts'
import { findProgram } from './find-program.ts'
import type { Machine } from './look-around.ts'
import type { ManagerId, Need } from './needs.ts'

export type Commands = {
  /** Each a program and its arguments. */
  readonly commands: readonly (readonly string[])[]
  /** Whether ytdub may run them; else they are for a person. */
  readonly runnable: boolean
  /** What no command does, and what to do about it. */
  readonly notes: readonly string[]
}

type Manager = {
  readonly program: string
  readonly platforms: readonly NodeJS.Platform[]
  readonly commands: (packages: readonly string[]) => readonly (readonly string[])[]
}

/** The first one found on the machine is used. */
const MANAGERS = {
  apt: {
    program: 'apt-get',
    platforms: ['linux'],
    commands: (packages) => [
      ['apt-get', '-o', 'DPkg::Lock::Timeout=120', 'update'],
      ['apt-get', '-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends', ...packages],
    ],
  },
  dnf: { program: 'dnf', platforms: ['linux'], commands: (packages) => [['dnf', 'install', ...packages]] },
  pacman: {
    program: 'pacman',
    platforms: ['linux'],
    commands: (packages) => [['pacman', '-S', '--needed', ...packages]],
  },
  brew: { program: 'brew', platforms: ['darwin', 'linux'], commands: (packages) => [['brew', 'install', ...packages]] },
  winget: {
    program: 'winget',
    platforms: ['win32'],
    commands: (packages) => packages.map((name) => ['winget', 'install', '--exact', '--id', name]),
  },
} satisfies Record<ManagerId, Manager>

const BY_HAND = 'It is packed for Debian and Ubuntu: run ytdub there, or in a container of theirs.'

/** The commands that install what is missing, in this machine's own way. */
export async function chooseCommands(machine: Machine, missing: readonly Need[]): Promise<Commands> {
  if (missing.length === 0) return { commands: [], runnable: false, notes: [] }
  const id = await findManager(machine)
  if (id === undefined) {
    const names = missing.map(({ name }) => name).join(', ')
    return { commands: [], runnable: false, notes: [`ytdub knows no package manager here. Install: ${names}.`] }
  }
  const packages = missing.flatMap((need) => need.packages[id] ?? [])
  const unpacked = missing.filter((need) => need.packages[id] === undefined)
  const notes = unpacked.map(({ name }) => `${MANAGERS[id].program} has no ${name} that ytdub could use. ${BY_HAND}`)
  if (packages.length === 0) return { commands: [], runnable: false, notes }
  const allowed = await permitted(machine, id, MANAGERS[id].commands(packages))
  return { ...allowed, notes: [...allowed.notes, ...notes] }
}

async function findManager(machine: Machine): Promise<ManagerId | undefined> {
  for (const id of Object.keys(MANAGERS) as ManagerId[]) {
    const { program, platforms }: Manager = MANAGERS[id]
    if (platforms.includes(machine.platform) && (await findProgram(program, machine))) return id
  }
  return undefined
}

/** apt needs root, brew must not be root; the others ask their own questions, so a person runs them. */
async function permitted(machine: Machine, id: ManagerId, commands: Commands['commands']): Promise<Commands> {
  if (id === 'brew') return { commands, runnable: !machine.isRoot, notes: [] }
  if (id === 'winget') return { commands, runnable: false, notes: [] }
  if (id === 'apt' && machine.isRoot) return { commands: commands.map(quietly), runnable: true, notes: [] }
  if (machine.isRoot) return { commands, runnable: false, notes: [] }
  const sudo = await findProgram('sudo', machine)
  if (sudo === undefined) return { commands, runnable: false, notes: ['These commands need the rights of root.'] }
  // Without -n sudo would wait for a password that nobody can type, since programs run apart from the terminal.
  if (id === 'apt' && (await worksUnasked(sudo))) {
    return { commands: commands.map((words) => ['sudo', '-n', ...quietly(words)]), runnable: true, notes: [] }
  }
  return { commands: commands.map((words) => ['sudo', ...words]), runnable: false, notes: [] }
}

/** Packages that ask questions while they are installed take their usual answers. */
function quietly(words: readonly string[]): readonly string[] {
  return ['env', 'DEBIAN_FRONTEND=noninteractive', ...words]
}

async function worksUnasked(sudo: string): Promise<boolean> {
  const asked = await runProgram(sudo, ['-n', 'true'], { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
  return asked?.exitCode === 0
}
