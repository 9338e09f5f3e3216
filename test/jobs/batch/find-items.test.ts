import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { expect, test } from 'vitest'
import { findItems } from '../../../src/jobs/batch/find-items.ts'
import { temporaryFolder } from '../../rig/home.ts'

const FILES = [
  'b.mp3',
  'a.WAV',
  'notes.txt',
  'main.ts',
  '.hidden.mp3',
  '.cache/c.mp3',
  'deep/er/d.mkv',
  'b.dub/es/b-es-full_mix.m4a',
  'odd[1].mp3',
  'raw.dat',
]

async function talks() {
  const home = await temporaryFolder()
  for (const file of FILES) {
    await mkdir(dirname(home.at(file)), { recursive: true })
    await writeFile(home.at(file), 'x')
  }
  const found = async (...sources: string[]) =>
    (await findItems(sources.map((source) => home.at(source)))).map(({ file }) => relative(home.path, file))
  return { ...home, found }
}

test('of a folder: the recordings in and below it, not what is hidden or was delivered', async () => {
  await using home = await talks()
  expect(await home.found('.')).toEqual(['a.WAV', 'b.mp3', 'deep/er/d.mkv', 'odd[1].mp3'])
})

test('of a pattern: recordings, or what it names by its ending', async () => {
  await using home = await talks()
  expect(await home.found('*')).toEqual(['a.WAV', 'b.mp3', 'odd[1].mp3'])
  expect(await home.found('**/*.{mkv,mp3,m4a}')).toEqual(['b.mp3', 'deep/er/d.mkv', 'odd[1].mp3'])
  expect(await home.found('*.dat')).toEqual(['raw.dat'])
})

test('of a pattern: a file that is gone meanwhile, or leads nowhere, is one that fails by itself', async () => {
  await using home = await talks()
  await symlink(home.at('gone.mp3'), home.at('c.mp3'))
  await mkdir(home.at('folder.mp3'))
  expect(await home.found('*.mp3')).toEqual(['b.mp3', 'c.mp3', 'odd[1].mp3'])
})

test('a file that is there is itself, whatever its name looks like; what the shell found is taken one by one', async () => {
  await using home = await talks()
  expect(await home.found('odd[1].mp3')).toEqual(['odd[1].mp3'])
  expect(await home.found('b.mp3', 'b.dub', 'deep')).toEqual(['b.mp3', 'deep/er/d.mkv'])
  expect(await home.found('missing.mp3')).toEqual(['missing.mp3']) // Its outcome says that it is not there.
})

test('where there is nothing, says what may be named', async () => {
  await using home = await talks()
  await expect(home.found('.cache', 'none/*.mp3')).resolves.toEqual(['.cache/c.mp3'])
  await expect(home.found('none/*.mp3')).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('none/*.mp3'),
  })
})
