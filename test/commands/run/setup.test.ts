import { expect, test } from 'vitest'
import { carryOutSetup } from '../../../commands/run/setup.ts'
import { planSetup } from '../../../src/setup/plan-setup.ts'
import { type FakeMachine, fakeMachine, fullMachine, INSTALL_ALL } from '../../setup/fake-machine.ts'

const APT = `echo "$*" >> "$LOG"; echo noise; echo "Setting up ffmpeg (7:5.1)"; case "$*" in *install*) ${INSTALL_ALL};; esac`

type Wishes = { yes?: boolean; json?: boolean; quiet?: boolean; interactive?: boolean; answer?: boolean }

/** `ytdub setup` on a fake machine, and all that it said. */
async function setUp(
  machine: FakeMachine,
  { yes = false, interactive = false, answer = true, ...manner }: Wishes = {},
) {
  const { searchPath, dataFolders } = machine
  const plan = await planSetup({ platform: 'linux', isRoot: true, searchPath, dataFolders, languages: ['es'] })
  const said = { out: '', err: '', asked: [] as string[] }
  const code = await carryOutSetup(
    plan,
    { yes, manner: { json: false, quiet: false, verbose: false, ...manner }, command: 'ytdub setup' },
    {
      out: (text) => {
        said.out += text
      },
      err: (text) => {
        said.err += text
      },
      interactive,
      closed: new AbortController().signal,
      animated: false,
      columns: 80,
      color: { out: false, err: false },
    },
    async (question) => said.asked.push(question) > 0 && answer,
  )
  return { code, ...said }
}

test('with everything there it says so and does nothing', async () => {
  await using machine = await fullMachine()
  await machine.program('apt-get', APT)
  const { code, out, err, asked } = await setUp(machine, { yes: true })
  expect(code).toBe(0)
  expect(out).toBe(
    'Everything is there: ffmpeg 7.0.2-static, PocketSphinx with its English model, eSpeak NG 1.52.0, Apertium 3.9.4, Apertium from English to Spanish.\n',
  )
  expect([err, asked, await machine.diary()]).toEqual(['', [], []])
})

test('quiet, with everything there, it says nothing', async () => {
  await using machine = await fullMachine()
  expect(await setUp(machine, { quiet: true })).toMatchObject({ code: 0, out: '', err: '' })
})

test('nobody to ask and no --yes: the plan, what to type, exit code 2', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', APT)
  const { code, out, err } = await setUp(machine)
  expect(code).toBe(2)
  expect(out).toContain('Missing: ffmpeg, PocketSphinx with its English model,')
  expect(out).toContain('install -y --no-install-recommends ffmpeg pocketsphinx')
  expect(err).toBe('To install it: ytdub setup --yes\n')
  expect(await machine.diary()).toEqual([])
})

test('--yes shows the commands, runs them and says what is new', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', APT)
  const { code, err, asked } = await setUp(machine, { yes: true })
  expect(code).toBe(0)
  expect(asked).toEqual([])
  expect(err).toContain('apt-get -o DPkg::Lock::Timeout=120 update\n')
  expect(err).toContain('  Setting up ffmpeg (7:5.1)\n')
  expect(err).not.toContain('noise')
  expect(err).toMatch(/Installed: ffmpeg, .*Spanish\.\n$/)
  expect(await setUp(machine, { yes: true })).toMatchObject({ code: 0, err: '' })
  expect(await machine.diary()).toHaveLength(2)
})

test('somebody is asked, after they have seen the plan', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', APT)
  const refused = await setUp(machine, { interactive: true, answer: false })
  expect(refused).toMatchObject({ code: 0, asked: ['Install what is missing?'] })
  expect(refused.err).toMatch(/To be installed with:.*Nothing was installed\.\n$/s)
  expect(await machine.diary()).toEqual([])
  expect(await setUp(machine, { interactive: true })).toMatchObject({ code: 0 })
  expect(await machine.diary()).toHaveLength(2)
})

test('as JSON: the plan, or what was installed, and nobody is asked', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', APT)
  const planned = await setUp(machine, { json: true, interactive: true })
  expect(planned).toMatchObject({ code: 2, asked: [] })
  expect(JSON.parse(planned.out)).toMatchObject({
    ready: false,
    runnable: true,
    missing: expect.arrayContaining(['ffmpeg']),
  })
  const done = await setUp(machine, { json: true, yes: true })
  expect(JSON.parse(done.out)).toMatchObject({ ready: true, installed: expect.arrayContaining(['Apertium']) })
  const again = await setUp(machine, { json: true })
  expect(JSON.parse(again.out)).toMatchObject({ ready: true, missing: [], commands: [] })
})

test('commands that only a person may run are shown, even with --yes', async () => {
  await using machine = await fakeMachine()
  await machine.program('dnf', APT)
  const { code, out, err } = await setUp(machine, { yes: true })
  expect(code).toBe(2)
  expect(out).toContain('  dnf install ffmpeg-free espeak-ng\n')
  expect(out).toContain('dnf has no Apertium that ytdub could use.')
  expect(err).toBe('')
  expect(await machine.diary()).toEqual([])
})
