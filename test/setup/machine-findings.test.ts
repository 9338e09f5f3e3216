import { chmod, mkdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { machineFindings } from '../../src/setup/machine-findings.ts'
import { type FakeMachine, fakeMachine, fullMachine } from './fake-machine.ts'

const look = async (machine: FakeMachine, { home = machine.path('home'), node = '24.21.0' } = {}) => {
  const { searchPath, dataFolders } = machine
  const found = await machineFindings({ platform: 'linux', isRoot: false, searchPath, dataFolders }, { home, node })
  return Object.fromEntries(found.map((finding) => [finding.name, finding]))
}

test('a machine with everything', async () => {
  await using machine = await fullMachine()
  const found = await look(machine)
  expect(Object.values(found).filter(({ status }) => status !== 'works')).toEqual([])
  expect(found['eSpeak NG']).toMatchObject({ detail: expect.stringContaining('1.52.0'), engines: ['offline'] })
  expect(found['Apertium’s languages']).toMatchObject({ detail: 'English to Spanish, Catalan (not Esperanto)' })
  expect(found['Data folder']).toMatchObject({ detail: expect.stringMatching(/home, \d+\.\d GB free/) })
})

test('a machine with nothing: what the offline engine lacks is no fault', async () => {
  await using machine = await fakeMachine()
  const found = await look(machine)
  for (const name of ['PocketSphinx with its English model', 'eSpeak NG', 'Apertium', 'Apertium’s languages']) {
    expect(found[name]).toMatchObject({ status: 'unset', hint: expect.stringContaining('ytdub setup') })
  }
  expect(found['ffmpeg']).toBeUndefined()
})

test('an old Node.js', async () => {
  await using machine = await fakeMachine()
  expect((await look(machine, { node: '20.1.0' }))['Node.js']).toMatchObject({ status: 'fails', detail: '20.1.0' })
})

test('a data folder that nobody may write to', async () => {
  if (process.getuid?.() === 0) return // Root may write everywhere.
  await using machine = await fakeMachine()
  const home = machine.path('locked')
  await mkdir(home)
  await chmod(home, 0o500)
  expect((await look(machine, { home }))['Data folder']).toMatchObject({
    status: 'fails',
    hint: expect.stringContaining('YTDUB_HOME'),
  })
})
