import { chmod, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ffmpegLacks } from '../../src/media/abilities.ts'
import { temporaryFolder } from '../rig/home.ts'

const signal = new AbortController().signal

test('the ffmpeg that tests run has all that is needed', async () => {
  expect((await ffmpegLacks('ffmpeg', signal)).needed).toEqual([])
})

test('what a small build lacks is named, apart what only some commands need', async () => {
  await using folder = await temporaryFolder()
  const small = folder.at('ffmpeg')
  const rows = [
    ' ... aresample  A->A  Resample',
    ' ... aformat A->A x',
    ' ... atrim A->A x',
    ' A..... flac  FLAC',
    ' A..... aac AAC',
  ]
  await writeFile(small, `#!${process.execPath}\nconsole.log(${JSON.stringify(rows.join('\n'))})\n`)
  await chmod(small, 0o755)
  expect(await ffmpegLacks(small, signal)).toEqual({
    needed: ['pcm_s16le', 'libopus', 'libmp3lame', 'asetpts'],
    extras: ['--burn-captions (ass)', '--burn-captions (libx264)'],
  })
})
