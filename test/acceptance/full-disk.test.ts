import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { COMPILED, type Ended, newPerson, type Person, run, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')

const UNSHARE = [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), 'unshare', '--mount'] as const

/** Mounting takes root, or sudo, and a host that allows it; containers often do not. */
const CAN_MOUNT = spawnSync(UNSHARE[0]!, [...UNSHARE.slice(1), 'true']).status === 0

/** What a person is told. Where nothing can be mounted, programs that are run fail of the limit first, in their own way. */
const TOLD = CAN_MOUNT ? /disk is full[\s\S]*Free some space/ : /^Error: .+\n.+/m

/**
 * A disk of a few kilobytes, in a mount namespace that ends with the run; where that cannot be had, a limit on the size
 * of files, which fails writes likewise.
 */
describe('a full disk', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
    cut(TALK, person.path('short.wav'), 8.9, 4)
    await mkdir(person.path('small'))
  })
  afterEach(() => person[Symbol.asyncDispose]())

  function dubWithSmallDisk(kilobytes: number, home: string, ...args: readonly string[]): Promise<Ended> {
    const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$0"`
    const limit = `ulimit -f ${kilobytes * 2}` // In blocks of 512 bytes.
    const script = `${CAN_MOUNT ? mount : limit} && YTDUB_HOME="$1" && export YTDUB_HOME && shift && exec "$@"`
    const words = ['sh', '-c', script, person.path('small'), home, process.execPath, YTDUB, 'dub', 'short.wav', ...args]
    const [program = '', ...rest] = CAN_MOUNT ? [...UNSHARE, ...words] : words
    const root = dirname(person.home)
    const env = { PATH: process.env['PATH'], HOME: root, TMPDIR: root, NO_COLOR: '1', NODE_COMPILE_CACHE: COMPILED }
    return run(program, rest, { cwd: person.folder, env }).ended
  }

  test.each([64, 250, 400])('under the data folder, of %i kB, is said, and nothing is delivered', async (kilobytes) => {
    const { code, err } = await dubWithSmallDisk(kilobytes, person.path('small', 'home'), '--lang', 'es')
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(TOLD) })
    expect((await readdir(person.folder)).sort()).toEqual(['short.wav', 'small'])
  })

  test('under the output folder loses nothing: elsewhere it goes on with what is kept', async () => {
    const { code, err } = await dubWithSmallDisk(100, person.home, '--lang', 'es', '--out', 'small')
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(TOLD) })
    expect(await person.ytdub('dub', 'short.wav', '--lang', 'es', '--out', 'roomy')).toMatchObject({ code: 0 })
    const text = await readFile(person.path('roomy', 'short.dub', 'manifest.json'), 'utf8')
    const { calls } = manifestSchema.parse(JSON.parse(text)).languages[0]!.usage
    if (CAN_MOUNT) expect(calls.made).toBe(0)
    expect(calls.made + calls.recalled).toBe(3)
  })
})
