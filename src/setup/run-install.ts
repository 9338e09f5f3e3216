import { Failure } from '../failure.ts'
import { runProgram } from '../program.ts'
import { findProgram } from './find-program.ts'
import type { Machine } from './look-around.ts'

export type InstallOptions = {
  readonly signal: AbortSignal
  /** Asked before each command: whether to begin no other one. */
  readonly stop?: { readonly requested: boolean }
  /** What the package manager says, line by line. */
  readonly onLine: (line: string) => void
}

/** What package managers say, what it means to a person, and what helps. */
const TROUBLES: readonly { readonly sign: RegExp; readonly message: string; readonly hint: string }[] = [
  {
    sign: /could not get lock|unable to (acquire|lock)|is another process using it/i,
    message: 'Another program is installing packages.',
    hint: 'Wait until it is done, then type: ytdub setup --yes',
  },
  {
    sign: /could ?n[o']t (connect|resolve)|temporary failure resolving|failed to fetch|network is unreachable|timed out/i,
    message: 'The package servers could not be reached.',
    hint: 'Check the network connection, then type: ytdub setup --yes',
  },
  {
    sign: /unable to locate package|has no installation candidate|no available formula/i,
    message: 'The package manager does not know a package that ytdub needs.',
    hint: 'On Ubuntu the packages are in "universe": sudo add-apt-repository universe',
  },
  {
    sign: /no space left on device|not enough free space/i,
    message: 'The disk is full.',
    hint: 'Free some space, then type: ytdub setup --yes',
  },
]

/** Runs the commands one after the other. @throws {Failure} `config`, where one fails; it says why. */
export async function runInstall(
  machine: Machine,
  commands: readonly (readonly string[])[],
  options: InstallOptions,
): Promise<void> {
  const { signal, onLine } = options
  let said = ''
  for (const words of commands) {
    if (options.stop?.requested) throw new Failure('interrupted', 'Stopped.')
    const [program, ...args] = await located(words, machine)
    const { exitCode, stderr } = await runProgram(program!, args, { signal, onLine })
    said += stderr
    // Old lists, or one broken source among many, may do. If they do not, installing fails, and this is why.
    if (exitCode !== 0 && !words.includes('update')) throw whatFailed(words, exitCode, said)
  }
}

/** Every program by its whole path, so that what was looked up is what is run. */
async function located(words: readonly string[], machine: Machine): Promise<string[]> {
  const programs = words.map(async (word) =>
    /^(sudo|env|apt-get|brew)$/.test(word) ? ((await findProgram(word, machine)) ?? word) : word,
  )
  return Promise.all(programs)
}

function whatFailed(words: readonly string[], exitCode: number, stderr: string): Failure {
  const trouble = TROUBLES.find(({ sign }) => sign.test(stderr))
  if (trouble) return new Failure('config', trouble.message, { hint: trouble.hint })
  const last = stderr.trim().split('\n').at(-1) ?? ''
  return new Failure('config', `${words.join(' ')} failed (exit code ${exitCode}). ${last}`.trim(), {
    hint: 'Run it yourself to see what is wrong, then type: ytdub setup',
  })
}
