import { loadConfig } from '../src/config.ts'
import { chooseCommands } from '../src/setup/choose-commands.ts'
import { lookAround } from '../src/setup/look-around.ts'
import type { Need } from '../src/setup/needs.ts'
import { runInstall } from '../src/setup/run-install.ts'

/** The browser that the report is tested in. ytdub itself needs none. */
const CHROMIUM: Need = {
  name: 'Chromium',
  programs: ['chromium'],
  packages: { apt: ['chromium'], pacman: ['chromium'] },
}

/** Installs a browser for the tests, where there is none and this may; what is missing then fails the tests that need it. */
export async function installBrowser(): Promise<void> {
  const { searchPath } = await loadConfig()
  const machine = { platform: process.platform, isRoot: process.getuid?.() === 0, searchPath }
  const { missing } = await lookAround(machine, [CHROMIUM])
  const { commands, runnable } = await chooseCommands(machine, missing)
  if (!runnable) return
  for (const words of commands) process.stderr.write(`${words.join(' ')}\n`)
  await runInstall(machine, commands, { signal: new AbortController().signal, onLine: () => {} })
}
