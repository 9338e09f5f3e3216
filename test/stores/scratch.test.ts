import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { isAlive, openScratch } from '../../src/stores/local/scratch.ts'
import { temporaryFolder } from '../rig/home.ts'
import { pidOfGoneProcess } from '../rig/processes.ts'

test('gives paths that nobody else has, in a folder closed to others', async () => {
  await using home = await temporaryFolder()
  await using scratch = await openScratch(home.at('scratch'))
  const paths = [scratch.path('a.wav'), scratch.path('a.wav'), scratch.path('b.wav')]
  expect(new Set(paths).size).toBe(3)
  expect(new Set(paths.map(dirname)).size).toBe(1)
  expect((await stat(dirname(paths[0]!))).mode & 0o777).toBe(0o700)
  await Promise.all(paths.map((path) => writeFile(path, '')))
})

test('is gone when it is closed, with all that was in it', async () => {
  await using home = await temporaryFolder()
  const scratch = await openScratch(home.at('scratch'))
  await writeFile(scratch.path('half.wav'), 'half')
  await scratch[Symbol.asyncDispose]()
  expect(await readdir(home.at('scratch'))).toEqual([])
})

const HOST = hostname().replace(/[^\w.]/g, '_')

test('sweeps folders of processes that are gone, and keeps those of living ones and what is not its own', async () => {
  await using home = await temporaryFolder()
  const folderOf = (pid: number) => `${HOST}-${pid}-0123456789ab`
  const [gone, alive] = [folderOf(pidOfGoneProcess()), folderOf(process.ppid)]
  const others = ['no-process', `elsewhere-${pidOfGoneProcess()}-0123456789ab`]
  for (const name of [gone, alive, ...others]) {
    await mkdir(home.at('scratch', name), { recursive: true })
    await writeFile(home.at('scratch', name, '1-half.wav'), 'half')
  }
  await using first = await openScratch(home.at('scratch'))
  await writeFile(first.path('mine.wav'), '')
  await using second = await openScratch(home.at('scratch'))
  const own = [first, second].map((scratch) => dirname(scratch.path('')).split('/').at(-1)!)
  expect((await readdir(home.at('scratch'))).toSorted()).toEqual([alive, ...others, ...own].toSorted())
  expect(await readdir(home.at('scratch', alive))).toEqual(['1-half.wav'])
})

test('sweeps what a process of the same number left, as those of a container that was killed have', async () => {
  await using home = await temporaryFolder()
  await mkdir(home.at('scratch', `${HOST}-${process.pid}-0123456789ab`), { recursive: true })
  await using scratch = await openScratch(home.at('scratch'))
  expect(await readdir(home.at('scratch'))).toEqual([dirname(scratch.path('')).split('/').at(-1)])
})

test('of many that are made and closed at the same time, none sweeps another', async () => {
  await using home = await temporaryFolder()
  // Of so many, four were swept when a folder was made before it was known whose it is.
  const lane = async () => {
    for (let round = 0; round < 150; round++) {
      await using scratch = await openScratch(home.at('scratch'))
      await writeFile(scratch.path('a.wav'), '')
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  expect(await readdir(home.at('scratch'))).toEqual([])
})

test('knows who is alive', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(1)).toBe(true) // May not be signalled, unless by its owner.
  expect(isAlive(pidOfGoneProcess())).toBe(false)
  expect(isAlive(Number.NaN)).toBe(false)
})
