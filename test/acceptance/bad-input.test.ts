import { chmod, copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut, ffmpeg } from '../rig/ffmpeg.ts'

/** What a person sees: one error that names the thing, and a mend. Nothing is delivered and nothing left lying about. */
describe('bad input', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
  })
  afterEach(() => person[Symbol.asyncDispose]())

  async function refused(code: number, message: string | RegExp, ...args: readonly string[]): Promise<void> {
    const before = await readdir(person.folder, { recursive: true })
    const { code: exit, out, err } = await person.ytdub('dub', ...args)
    expect({ exit, err }).toEqual({ exit: code, err: expect.stringMatching(message) })
    expect(err).toMatch(/^Error: .+\n.+/m)
    expect(err).not.toMatch(/\n\s+at /)
    expect(out).toBe('')
    expect(await readdir(person.folder, { recursive: true })).toEqual(before)
  }

  test('a missing file', () => refused(3, 'There is no file "no.mp3"', 'no.mp3', '--lang', 'es'))

  test('a folder', async () => {
    await mkdir(person.path('talks'))
    await refused(3, '"talks" is a folder', 'talks', '--lang', 'es')
  })

  test('an empty file', async () => {
    await writeFile(person.path('empty.mp3'), '')
    await refused(3, '"empty.mp3" is empty', 'empty.mp3', '--lang', 'es')
  })

  test('a text file named .mp3', async () => {
    await writeFile(person.path('notes.mp3'), 'Dear diary, today I recorded nothing.\n'.repeat(100))
    await refused(3, 'notes.mp3', 'notes.mp3', '--lang', 'es')
  })

  test('a playlist named .mp3 is not followed', async () => {
    await copyFile(TALK, person.path('secret.mp3'))
    await writeFile(
      person.path('list.mp3'),
      `#EXTM3U\n#EXTINF:10,\nfile://${person.path('secret.mp3')}\n#EXT-X-ENDLIST\n`,
    )
    await refused(3, 'list.mp3', 'list.mp3', '--lang', 'es')
  })

  test('a video without sound', async () => {
    ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'testsrc=d=2:s=160x120', '-pix_fmt', 'yuv420p', person.path('mute.mp4'))
    await refused(3, /mute\.mp4.* no (audio|sound)/i, 'mute.mp4', '--lang', 'es')
  })

  test('silence', async () => {
    ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono', '-t', '5', person.path('silence.wav'))
    await refused(3, 'No speech was found in "silence.wav"', 'silence.wav', '--lang', 'es')
  })

  test('a fifth of a second', async () => {
    cut(TALK, person.path('blip.wav'), 2, 0.2)
    await refused(3, /"blip\.wav"/, 'blip.wav', '--lang', 'es')
  })

  test('music alone', async () => {
    ffmpeg('-v', 'error', '-f', 'lavfi', '-i', 'sine=f=440:d=4', person.path('tone.wav'))
    await refused(3, 'No speech was found in "tone.wav"', 'tone.wav', '--lang', 'es')
  })

  test('an unwritable output folder', async () => {
    await writeFile(person.path('taken'), 'a file where a folder should be')
    await refused(2, /cannot be written/, TALK, '--lang', 'es', '--out', 'taken')
    if (process.getuid?.() === 0)
      return refused(2, /\/proc.* cannot be written|No permission/, TALK, '--lang', 'es', '--out', '/proc/1')
    await mkdir(person.path('locked'))
    await chmod(person.path('locked'), 0o500)
    await refused(2, /cannot be written/, TALK, '--lang', 'es', '--out', 'locked')
  })

  test('an unknown language', () => refused(3, '"xx" is not a language', TALK, '--lang', 'xx'))
  test('a language twice', () => refused(2, '--lang names es twice', TALK, '--lang', 'es,ES'))
  test('the language that is spoken', () => refused(3, 'English already', TALK, '--lang', 'en'))
  test('a language without a pair', () => refused(3, /English to Japanese/, TALK, '--lang', 'ja'))
  test('no language', () => refused(2, 'Into which language', TALK))
  test('a voice of another language', () => refused(2, /no voice "fr"/, TALK, '--lang', 'es', '--voice', 'es=fr'))
  test('a background that is missing', () =>
    refused(3, 'no file "m.wav"', TALK, '--lang', 'es', '--background', 'm.wav'))
  test('an unknown flag', async () => {
    const { code, err } = await person.ytdub('dub', TALK, '--lnag', 'es')
    expect(code).toBe(2)
    expect(err).toContain('--lang')
  })
  test('an unknown command', async () => {
    const { code, err } = await person.ytdub('dup', TALK)
    expect(code).toBe(2)
    expect(err).toContain('dub')
  })

  test('some keys but not all', async () => {
    const { code, err } = await person.start(['dub', TALK, '--lang', 'es'], {
      env: { DEEPGRAM_API_KEY: 'dg-secret-1' },
    }).ended
    expect(code).toBe(4)
    expect(err).toContain('OPENAI_API_KEY')
    expect(err).not.toContain('dg-secret-1')
  })

  test('a missing program', async () => {
    const bare = { PATH: '/nonexistent', FFMPEG_PATH: '/usr/bin/ffmpeg' }
    const { code, err } = await person.start(['dub', TALK, '--lang', 'es'], { env: bare }).ended
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/not installed[\s\S]*ytdub setup/) })
  })

  test('a damaged database', async () => {
    await mkdir(person.home, { recursive: true })
    await writeFile(`${person.home}/ytdub.db`, 'This is not a database. '.repeat(500))
    await refused(2, /ytdub\.db is damaged[\s\S]*mv /, TALK, '--lang', 'es')
    expect(await readFile(`${person.home}/ytdub.db`, 'utf8')).toContain('This is not a database.')
  })

  test('a truncated mp3 is dubbed as far as it goes, and that is said', async () => {
    ffmpeg('-v', 'error', '-ss', '8.5', '-t', '12', '-i', TALK, person.path('cut.mp3'))
    await truncate(person.path('cut.mp3'), 40_000)
    const { code, err } = await person.ytdub('dub', 'cut.mp3', '--lang', 'es')
    expect(code).toBe(0)
    expect(err).toContain('ends early')
    const manifest = manifestSchema.parse(JSON.parse(await readFile(person.path('cut.dub', 'manifest.json'), 'utf8')))
    expect(manifest.languages[0]?.warnings.join()).toContain('ends early')
    expect(manifest.source.duration).toBeLessThan(6)
  })

  test('two recordings of one name do not overwrite each other', async () => {
    cut(TALK, person.path('a.wav'), 9, 3)
    cut(TALK, person.path('a.mp3'), 9, 3)
    expect(await person.ytdub('dub', 'a.wav', '--lang', 'es')).toMatchObject({ code: 0 })
    await refused(2, /holds the dubs of ".*a\.wav"/, 'a.mp3', '--lang', 'es')
  })

  test('a script that is no script any more', async () => {
    cut(TALK, person.path('a.wav'), 9, 3)
    await person.ytdub('dub', 'a.wav', '--lang', 'es')
    await writeFile(person.path('a.dub', 'es', 'script.json'), '{ "lines": [')
    await refused(3, /script\.json.* not JSON/, 'a.wav', '--lang', 'es')
  })
})
