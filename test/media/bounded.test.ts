import { chmod, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { inspect } from '../../src/media/inspect.ts'
import { runFfmpeg } from '../../src/media/run-ffmpeg.ts'
import { ffmpeg } from '../rig/ffmpeg.ts'
import { temporaryFolder } from '../rig/home.ts'

test('what wants more at once is refused', async () => {
  await using home = await temporaryFolder()
  const film = home.at('film.mkv')
  ffmpeg('-f', 'lavfi', '-i', 'color=s=16x16:d=0.1', film)
  const sized = (size: number) => {
    const options = ['-vf', `scale=${size}:${size}`, '-frames:v', '1', '-c:v', 'rawvideo', '-f', 'null']
    const otherwise = (reason: string) => new Failure('input', reason)
    const run = { inputs: [{ path: film }], outputs: [{ path: home.at('none'), options }], otherwise }
    return runFfmpeg('ffmpeg', run, { signal: new AbortController().signal })
  }
  await sized(64)
  await expect(sized(24_000)).rejects.toMatchObject({ message: expect.stringContaining('memory') }) // 576 MB of luma.
})

test('neither ffmpeg nor ffprobe may ask for more than 512 MiB at once, whatever a header announces', async () => {
  await using home = await temporaryFolder()
  const [program, recording, said] = ['program', 'talk.mp3', 'said.txt'].map((name) => home.at(name)) as [
    string,
    string,
    string,
  ]
  await writeFile(program, `#!/bin/sh\nprintf '%s ' "$@" > '${said}'\nexit 1\n`)
  await chmod(program, 0o755)
  await writeFile(recording, 'x')
  const signal = new AbortController().signal
  await expect(inspect(program, recording, signal)).rejects.toBeInstanceOf(Failure)
  expect(await readFile(said, 'utf8')).toMatch(/-max_alloc 536870912 .*-i /)
  const run = {
    inputs: [{ path: recording }],
    outputs: [{ path: home.at('talk.wav'), options: [] }],
    otherwise: (reason: string) => new Failure('input', reason),
  }
  await expect(runFfmpeg(program, run, { signal })).rejects.toBeInstanceOf(Failure)
  expect(await readFile(said, 'utf8')).toMatch(/-max_alloc 536870912 .*-i /)
})
