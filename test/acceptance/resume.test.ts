import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'

describe('a run that is cut short', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
    cut(TALK, person.path('short.wav'), 8.9, 11)
  })
  afterEach(() => person[Symbol.asyncDispose]())

  const args = ['dub', 'short.wav', '--lang', 'es,ca', '--verbose']
  const readManifest = async (): Promise<Manifest> =>
    manifestSchema.parse(JSON.parse(await readFile(person.path('short.dub', 'manifest.json'), 'utf8')))
  const made = ({ languages }: Manifest) => languages.reduce((sum, { usage }) => sum + usage.calls.made, 0)
  const recalled = ({ languages }: Manifest) => languages.reduce((sum, { usage }) => sum + usage.calls.recalled, 0)

  test.each([
    ['while it listens', 'es: stt', 0],
    ['after it has listened', 'transcribe worked out', 1],
    ['while it speaks', 'speak es line 1 worked out', 2],
    ['while it mixes', 'es: mixing', 3],
    ['at the end', 'render es worked out', 5],
  ])('by SIGKILL %s goes on where it was', async (_when, sign, kept) => {
    const killed = person.start(args)
    await killed.seen(sign)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(await readdir(person.folder)).toEqual(['short.wav'])

    const { jobs } = JSON.parse((await person.ytdub('jobs', '--json')).out)
    expect(jobs).toMatchObject([{ state: 'interrupted' }])
    expect(await person.ytdub(...args)).toMatchObject({ code: 0 })
    const manifest = await readManifest()
    expect(recalled(manifest)).toBeGreaterThanOrEqual(kept)
    expect(made(manifest) + recalled(manifest)).toBe(1 + 2 + (manifest.languages[0]?.lines ?? 0) * 2)
    expect((await readdir(person.folder)).sort()).toEqual(['short.dub', 'short.wav'])
    expect(await readdir(join(person.home, 'scratch'))).toEqual([])
  })

  test('by Ctrl-C once finishes the calls under way, keeps them, and says how to go on', async () => {
    const running = person.start(args)
    await running.seen('transcribe') // The step before has ended, and this one begun or ended.
    running.child.kill('SIGINT')
    const { code, err } = await running.ended
    expect(code).toBe(130)
    expect(err).toContain('Finishing what is under way')
    expect(err).toContain('To go on: ytdub dub short.wav --lang es,ca --verbose')
    await person.ytdub(...args)
    expect(recalled(await readManifest())).toBeGreaterThanOrEqual(1)
  })

  test('by Ctrl-C twice stops now', async () => {
    const running = person.start(args)
    await running.seen('es: stt')
    running.child.kill('SIGINT')
    await running.seen('Finishing what is under way')
    running.child.kill('SIGINT')
    const { code, err } = await running.ended
    expect(code).toBe(130)
    expect(err).toContain('Stopping now')
    expect(await readdir(join(person.home, 'scratch'))).toEqual([])
    expect(await person.ytdub(...args)).toMatchObject({ code: 0 })
  })

  test('by SIGTERM ends with 143', async () => {
    const running = person.start(args)
    await running.seen('es: stt')
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 143 })
  })
})

describe('what was kept', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
    cut(TALK, person.path('short.wav'), 8.9, 4)
  })
  afterEach(() => person[Symbol.asyncDispose]())

  const usage = async () => {
    const text = await readFile(person.path('short.dub', 'manifest.json'), 'utf8')
    return manifestSchema.parse(JSON.parse(text)).languages[0]?.usage.calls
  }

  test('and is damaged is found by its hash and worked out again', async () => {
    await person.ytdub('dub', 'short.wav', '--lang', 'es')
    await rm(person.path('short.dub'), { recursive: true })
    for (const blob of await blobFiles(person.home)) {
      const { size } = await stat(blob)
      await writeFile(blob, Buffer.alloc(size, 7)) // As long as it was, but other bytes.
    }
    const { code, err } = await person.ytdub('dub', 'short.wav', '--lang', 'es')
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('worked out again') })
    expect((await usage())?.made).toBeGreaterThan(0)
  })

  test('and is gone or cut short is worked out again', async () => {
    await person.ytdub('dub', 'short.wav', '--lang', 'es')
    await rm(person.path('short.dub'), { recursive: true })
    for (const [index, blob] of (await blobFiles(person.home)).entries()) {
      await (index % 2 === 0 ? rm(blob) : truncate(blob, 100))
    }
    expect(await person.ytdub('dub', 'short.wav', '--lang', 'es')).toMatchObject({ code: 0 })
  })

  test('serves two runs of the same job at once: one works, the other waits and finds it done', async () => {
    const runs = [1, 2].map(() => person.start(['dub', 'short.wav', '--lang', 'es', '--json']))
    const ends = await Promise.all(runs.map(({ ended }) => ended))
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    const calls = ends.map(({ out }) => out.split('\n').filter((line) => line.includes('"usage"')).length)
    expect(Math.min(...calls)).toBe(0)
  })

  test('serves two jobs at once', async () => {
    cut(TALK, person.path('other.wav'), 28, 5)
    const ends = await Promise.all(['short.wav', 'other.wav'].map((file) => person.ytdub('dub', file, '--lang', 'es')))
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    const { jobs } = JSON.parse((await person.ytdub('jobs', '--json')).out)
    expect(jobs.map(({ state }: { state: string }) => state)).toEqual(['complete', 'complete'])
  })
})

async function blobFiles(home: string): Promise<string[]> {
  const folder = join(home, 'blobs')
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
