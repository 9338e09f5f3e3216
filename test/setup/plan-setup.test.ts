import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { planSetup } from '../../src/setup/plan-setup.ts'
import { ALL_PROGRAMS, type FakeMachine, fakeMachine, fullMachine } from './fake-machine.ts'

const LINUX = { platform: 'linux', isRoot: true, languages: ['es', 'ca'] } as const
const APT = 'env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120'
const ALL = 'ffmpeg pocketsphinx pocketsphinx-en-us espeak-ng apertium apertium-eng-spa apertium-eng-cat'
const NAMES = [
  'ffmpeg',
  'PocketSphinx with its English model',
  'eSpeak NG',
  'Apertium',
  'Apertium from English to Spanish',
  'Apertium from English to Catalan',
]

async function planOn(machine: FakeMachine, more: Partial<Parameters<typeof planSetup>[0]> = {}) {
  const { searchPath, dataFolders } = machine
  const plan = await planSetup({ ...LINUX, searchPath, dataFolders, ...more })
  return { ...plan, typed: plan.commands.map((words) => words.join(' ')), names: plan.missing.map(({ name }) => name) }
}

test('where everything is there, the plan is empty and says what stands where', async () => {
  await using machine = await fullMachine()
  await machine.program('apt-get', 'echo "$*" >> "$LOG"')
  const plan = await planOn(machine)
  expect(plan.names).toEqual([])
  expect(plan.commands).toEqual([])
  expect(plan.found.map(({ need, version }) => [need.name, version])).toEqual([
    ['ffmpeg', '7.0.2-static'],
    ['PocketSphinx with its English model', null],
    ['eSpeak NG', '1.52.0'],
    ['Apertium', '3.9.4'],
    ['Apertium from English to Spanish', null],
    ['Apertium from English to Catalan', null],
  ])
  expect(plan.found[0]?.path).toBe(machine.path('bin', 'ffmpeg'))
  expect(plan.found[4]?.path).toBe(machine.path('share', 'apertium/modes/eng-spa.mode'))
})

test('an empty Debian, as root: everything through apt, asking nothing', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', 'echo "$*" >> "$LOG"')
  const plan = await planOn(machine)
  expect(plan.names).toEqual(NAMES)
  expect(plan.typed).toEqual([`${APT} update`, `${APT} install -y --no-install-recommends ${ALL}`])
  expect(plan.runnable).toBe(true)
  expect(plan.notes).toEqual([])
  expect(await machine.diary()).toEqual([])
})

test('only what is missing is installed', async () => {
  await using machine = await fullMachine()
  await machine.program('apt-get')
  const plan = await planOn(machine, { languages: ['es', 'eo', 'eo', 'es-419'] })
  expect(plan.names).toEqual(['Apertium from English to Esperanto'])
  expect(plan.typed[1]).toBe(`${APT} install -y --no-install-recommends apertium-eo-en`)
})

test.each([
  ['ffmpeg without ffprobe', 'ffprobe', 'ffmpeg'],
  ['PocketSphinx without its program', 'pocketsphinx_continuous', 'pocketsphinx pocketsphinx-en-us'],
])('%s is missing', async (_, absent, packages) => {
  await using machine = await fakeMachine()
  for (const [name, script] of Object.entries(ALL_PROGRAMS)) if (name !== absent) await machine.program(name, script)
  await machine.data('pocketsphinx/model/en-us/en-us/mdef', 'apertium/modes/eng-spa.mode')
  await machine.program('apt-get')
  const plan = await planOn(machine, { languages: ['es'] })
  expect(plan.typed[1]?.endsWith(` ${packages}`)).toBe(true)
})

test('PocketSphinx without its model is missing', async () => {
  await using machine = await fakeMachine()
  for (const [name, script] of Object.entries(ALL_PROGRAMS)) await machine.program(name, script)
  await machine.program('apt-get')
  const plan = await planOn(machine, { languages: [] })
  expect(plan.names).toEqual(['PocketSphinx with its English model'])
})

test('not root, with a sudo that asks nothing: through sudo', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get')
  await machine.program('sudo', 'echo "$*" >> "$LOG"; exit 0')
  const plan = await planOn(machine, { isRoot: false })
  expect(plan.typed).toEqual([`sudo -n ${APT} update`, `sudo -n ${APT} install -y --no-install-recommends ${ALL}`])
  expect(plan.runnable).toBe(true)
  expect(await machine.diary()).toEqual(['-n true'])
})

test('not root, with a sudo that wants a password: commands for a person', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get')
  await machine.program('sudo', 'echo "sudo: a password is required" >&2; exit 1')
  const plan = await planOn(machine, { isRoot: false })
  expect(plan.runnable).toBe(false)
  expect(plan.typed[0]).toBe('sudo apt-get -o DPkg::Lock::Timeout=120 update')
})

test('not root, without sudo: it says that root is needed', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get')
  const plan = await planOn(machine, { isRoot: false })
  expect(plan.runnable).toBe(false)
  expect(plan.typed[0]?.startsWith('apt-get ')).toBe(true)
  expect(plan.notes).toEqual(['These commands need the rights of root.'])
})

test('macOS: brew has ffmpeg and eSpeak NG, and says honestly what it has not', async () => {
  await using machine = await fakeMachine()
  await machine.program('brew')
  await machine.program('apt-get')
  const plan = await planOn(machine, { platform: 'darwin', isRoot: false })
  expect(plan.typed).toEqual(['brew install ffmpeg espeak-ng'])
  expect(plan.runnable).toBe(true)
  expect(plan.notes).toHaveLength(4)
  expect(plan.notes[0]).toMatch(/brew has no PocketSphinx with its English model that ytdub could use\./)
})

test.each([
  ['dnf', 'linux', ['sudo dnf install ffmpeg-free espeak-ng']],
  ['pacman', 'linux', ['sudo pacman -S --needed ffmpeg espeak-ng']],
] as const)('%s is left to a person', async (manager, platform, commands) => {
  await using machine = await fakeMachine()
  await machine.program(manager)
  await machine.program('sudo')
  const plan = await planOn(machine, { platform, isRoot: false })
  expect(plan.typed).toEqual(commands)
  expect(plan.runnable).toBe(false)
  expect(plan.notes).toHaveLength(4)
})

test('Windows: winget brings ffmpeg, the rest is told', async () => {
  await using machine = await fakeMachine()
  await machine.program('winget.exe')
  const plan = await planOn(machine, { platform: 'win32', isRoot: false })
  expect(plan.typed).toEqual(['winget install --exact --id Gyan.FFmpeg'])
  expect(plan.runnable).toBe(false)
  expect(plan.notes).toHaveLength(5)
})

test('a machine without a package manager: it names what to install', async () => {
  await using machine = await fakeMachine()
  const plan = await planOn(machine)
  expect(plan.commands).toEqual([])
  expect(plan.runnable).toBe(false)
  expect(plan.notes).toEqual([`ytdub knows no package manager here. Install: ${NAMES.join(', ')}.`])
})

test('a relative folder of the search path is not looked into', async () => {
  await using machine = await fullMachine()
  const plan = await planOn(machine, { searchPath: ['', '.', 'bin'].join(delimiter) })
  expect(plan.names).toContain('ffmpeg')
})

test('a program that cannot say its version is there all the same', async () => {
  await using machine = await fullMachine()
  await machine.program('espeak-ng', 'exit 3')
  const plan = await planOn(machine)
  expect(plan.names).toEqual([])
  expect(plan.found.find(({ need }) => need.name === 'eSpeak NG')?.version).toBeNull()
})

test('a language that Apertium has no pair for is refused, with those that it has', async () => {
  await using machine = await fakeMachine()
  await expect(planOn(machine, { languages: ['fr'] })).rejects.toMatchObject({
    code: 'input',
    message: 'Apertium does not translate from English to French.',
    hint: expect.stringContaining('ca, eo, es'),
  })
})
