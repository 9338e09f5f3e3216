import { chmod, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { inspect } from '../../src/media/inspect.ts'
import { runFfmpeg } from '../../src/media/run-ffmpeg.ts'
import { temporaryFolder } from '../rig/home.ts'

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
