import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { leftOver } from '../../src/jobs/left-over.ts'
import { temporaryFolder } from '../rig/home.ts'

async function folderWith(names: readonly string[]) {
  const home = await temporaryFolder()
  for (const name of names) {
    await mkdir(dirname(join(home.path, name)), { recursive: true })
    await writeFile(join(home.path, name), name)
  }
  return home
}

test('what is beside a delivery and none of it is named; what ytdub did not name is not looked at', async () => {
  const kept = ['es/talk-es-full_mix.m4a', 'es/talk-es.srt', 'es/script.json', 'es/notes.txt', 'es/youtube/mine.wav']
  const old = ['UPLOAD.md', 'es/talk-es-captioned.mp4', 'es/youtube/talk-es.m4a', 'talk-multitrack.mp4']
  const others = ['fr/talk-fr.srt', 'talk.en.srt', 'manifest.json']
  await using home = await folderWith([...kept, ...old, ...others])
  const delivered = new Set(['es/talk-es-full_mix.m4a', 'es/talk-es.srt'])
  expect(await leftOver(home.path, 'talk', ['es'], delivered)).toEqual(old.toSorted())
  expect(await leftOver(home.path, 'talk', ['es'], new Set([...delivered, ...old]))).toEqual([])
})

test('nothing is left over in a folder that is not there yet', async () => {
  await using home = await folderWith([])
  expect(await leftOver(join(home.path, 'none'), 'talk', ['es'], new Set())).toEqual([])
})
