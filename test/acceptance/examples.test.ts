import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { type Ended, newPerson, type Person, run, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'

const CLONE = join(import.meta.dirname, '../..')

/** The shell script of docs/examples, as it stands; the workflow is run with the package, in test/package.test.ts. */
describe('dub-folder.sh', () => {
  let person: Person
  beforeAll(async () => {
    person = await newPerson()
    await mkdir(person.path('bin'))
    await symlink(join(CLONE, 'bin/ytdub'), person.path('bin/ytdub'))
    await mkdir(person.path('recordings'))
    cut(TALK, person.path('recordings/a talk.wav'), 9, 3)
    await writeFile(person.path('recordings/broken.mp3'), 'Dear diary, today I recorded nothing.\n'.repeat(100))
    await writeFile(person.path('recordings/notes.txt'), 'To be dubbed.')
  })
  afterAll(() => person[Symbol.asyncDispose]())

  function script(...args: readonly string[]): Promise<Ended> {
    const PATH = `${person.path('bin')}:${process.env['PATH']}`
    const env = { PATH, HOME: person.folder, YTDUB_HOME: person.home }
    return run(join(CLONE, 'docs/examples/dub-folder.sh'), args, { cwd: person.folder, env }).ended
  }

  test('dubs what can be dubbed, tells of each file, and exits as partly done', async () => {
    const { code, out, err } = await script('recordings', 'es', '--engine', 'offline', '--out', 'dubs')
    expect({ code, out }).toEqual({
      code: 6,
      out: expect.stringMatching(
        /^done: recordings\/a talk\.wav\ncannot be dubbed: recordings\/broken\.mp3\n1 of 2 done\n$/m,
      ),
    })
    expect(err).toMatch(/^Error: .*broken\.mp3/)
    const manifest = JSON.parse(await readFile(person.path('dubs/a talk.dub/manifest.json'), 'utf8'))
    expect(manifestSchema.parse(manifest).status).toBe('complete')
  })

  test('stops at the first file where no other would fare better', async () => {
    const { code, out } = await script('recordings', 'es', '--engine', 'cloud')
    expect({ code, out }).toEqual({ code: 4, out: '' })
  })

  test('says how it is used, and where there is nothing to dub', async () => {
    expect(await script('recordings')).toMatchObject({ code: 2, err: expect.stringContaining('Usage') })
    expect(await script('bin', 'es')).toMatchObject({ code: 3, err: 'There are no recordings in bin.\n' })
  })
})
