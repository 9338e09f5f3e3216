import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { srtFirst } from '../../src/jobs/srt-first.ts'
import { temporaryFolder } from '../rig/home.ts'

test('a script.srt is delivered before the script.json that it is to follow, but never stands alone', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.at('es'))
  await writeFile(folder.at('es', 'script.json'), '{}')
  const paths = ['a.srt', 'es/script.json', 'es/script.srt', 'fr/script.json', 'fr/script.srt', 'report.html']
  const files = paths.map((path) => ({ path, content: { text: '' } }))
  expect((await srtFirst(files, folder.path)).map(({ path }) => path)).toEqual([
    'es/script.srt',
    'a.srt',
    'es/script.json',
    'fr/script.json',
    'fr/script.srt',
    'report.html',
  ])
})
