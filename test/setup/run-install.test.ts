import { expect, test } from 'vitest'
import { planSetup } from '../../src/setup/plan-setup.ts'
import { type FakeMachine, fakeMachine, fullMachine, INSTALL_ALL } from './fake-machine.ts'

const RECORD = 'echo "$DEBIAN_FRONTEND $*" >> "$LOG"'
const UPDATE = 'noninteractive -o DPkg::Lock::Timeout=120 update'
const INSTALL =
  'noninteractive -o DPkg::Lock::Timeout=120 install -y --no-install-recommends ffmpeg pocketsphinx pocketsphinx-en-us espeak-ng apertium apertium-eng-spa'

function planOn({ searchPath, dataFolders }: FakeMachine, more: Partial<Parameters<typeof planSetup>[0]> = {}) {
  return planSetup({ platform: 'linux', isRoot: true, searchPath, dataFolders, languages: ['es'], ...more })
}

function options(lines: string[] = []) {
  return { signal: new AbortController().signal, onLine: (line: string) => void lines.push(line) }
}

test('runs exactly the commands of the plan, and is content when all is there', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', `${RECORD}\necho "Setting up $#"\ncase "$*" in *install*) ${INSTALL_ALL};; esac`)
  const lines: string[] = []
  await (await planOn(machine)).apply(options(lines))
  expect(await machine.diary()).toEqual([UPDATE, INSTALL])
  expect(lines).toEqual(['Setting up 3', 'Setting up 11'])
  expect((await planOn(machine)).missing).toEqual([])
})

test('through sudo, the same commands run in its hands', async () => {
  await using machine = await fakeMachine()
  await machine.program('sudo', 'echo "sudo $1" >> "$LOG"; [ "$2" = true ] || { shift; exec "$@"; }')
  await machine.program('apt-get', `${RECORD}\ncase "$*" in *install*) ${INSTALL_ALL};; esac`)
  await (await planOn(machine, { isRoot: false })).apply(options())
  expect(await machine.diary()).toEqual(['sudo -n', 'sudo -n', UPDATE, 'sudo -n', INSTALL])
})

test('nothing missing: no command is run', async () => {
  await using machine = await fullMachine()
  await machine.program('apt-get', RECORD)
  await (await planOn(machine)).apply(options())
  expect(await machine.diary()).toEqual([])
})

test('what is missing still is named, and nothing is passed over', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', `${RECORD}\ncase "$*" in *install*) ${INSTALL_ALL}\nrm "$BIN/apertium";; esac`)
  await expect((await planOn(machine)).apply(options())).rejects.toMatchObject({
    code: 'config',
    message: 'Still missing: Apertium.',
  })
})

test('commands for a person are not run; the failure says what to type', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', RECORD)
  await machine.program('sudo', 'exit 1')
  const plan = await planOn(machine, { isRoot: false })
  await expect(plan.apply(options())).rejects.toMatchObject({
    code: 'config',
    hint: expect.stringContaining('Type: sudo apt-get -o DPkg::Lock::Timeout=120 install'),
  })
  expect(await machine.diary()).toEqual([])
})

test('on macOS the rest is done, and what brew has not is named', async () => {
  await using machine = await fakeMachine()
  await machine.program('brew', `echo "brew $*" >> "$LOG"\n${INSTALL_ALL}\nrm "$BIN/apertium"`)
  const plan = await planOn(machine, { platform: 'darwin', isRoot: false })
  await expect(plan.apply(options())).rejects.toMatchObject({
    message: 'Still missing: Apertium.',
    hint: expect.stringContaining('brew has no Apertium'),
  })
  expect(await machine.diary()).toEqual(['brew install ffmpeg espeak-ng'])
})

test('old lists are no reason to stop, if installing works', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', `${RECORD}\ncase "$*" in *update) exit 100;; *) ${INSTALL_ALL};; esac`)
  await (await planOn(machine)).apply(options())
  expect(await machine.diary()).toHaveLength(2)
})

test.each([
  [
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7',
    'Another program is installing packages.',
  ],
  ["W: Failed to fetch http://x  Temporary failure resolving 'x'", 'The package servers could not be reached.'],
  ['E: Unable to locate package apertium', 'The package manager does not know a package that ytdub needs.'],
  ["E: You don't have enough free space in /var/cache/apt/archives/. not enough free space", 'The disk is full.'],
])('says what %j means', async (said, message) => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', `cat >&2 <<'END'\n${said}\nEND\nexit 100`)
  await expect((await planOn(machine)).apply(options())).rejects.toMatchObject({ code: 'config', message })
})

test('anything else is told in the last words of the package manager', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', 'echo "E: odd" >&2; echo "E: very odd" >&2; exit 42')
  await expect((await planOn(machine)).apply(options())).rejects.toMatchObject({
    message: expect.stringMatching(/apt-get .* failed \(exit code 42\)\. E: very odd$/),
  })
})

test('the reason of a failed update is told when installing fails for it', async () => {
  await using machine = await fakeMachine()
  const offline = 'echo "Temporary failure resolving deb.debian.org" >&2'
  await machine.program(
    'apt-get',
    `case "$*" in *update) ${offline};; *) echo "E: Unable to locate package x" >&2;; esac; exit 100`,
  )
  await expect((await planOn(machine)).apply(options())).rejects.toMatchObject({
    message: 'The package servers could not be reached.',
  })
})

test('a cut ends the package manager', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', 'echo ready; exec tail -f /dev/null')
  const cut = new AbortController()
  const plan = await planOn(machine)
  await expect(plan.apply({ signal: cut.signal, onLine: () => cut.abort() })).rejects.toMatchObject({
    code: 'interrupted',
  })
})

test('asked to stop, it ends what is under way and begins nothing new', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', `${RECORD}\necho line`)
  const stop = { requested: false }
  const onLine = () => {
    stop.requested = true
  }
  await expect((await planOn(machine)).apply({ ...options(), stop, onLine })).rejects.toMatchObject({
    code: 'interrupted',
  })
  expect(await machine.diary()).toEqual([UPDATE])
})
