import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'
import { heldProgram } from '../rig/held-program.ts'

describe('a run that is cut short', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
    cut(TALK, person.path('short.wav'), 8.9, 4)
  })
  afterEach(() => person[Symbol.asyncDispose]())

  const args = ['dub', 'short.wav', '--lang', 'es,ca', '--verbose']
  const readManifest = async (): Promise<Manifest> =>
    manifestSchema.parse(JSON.parse(await readFile(person.path('short.dub', 'manifest.json'), 'utf8')))
  const made = ({ languages }: Manifest) => languages.reduce((sum, { usage }) => sum + usage.calls.made, 0)
  const recalled = ({ languages }: Manifest) => languages.reduce((sum, { usage }) => sum + usage.calls.recalled, 0)

  test('by SIGKILL while it speaks goes on where it was', async () => {
    const killed = person.start(args)
    await killed.seen('speak es line 1 worked out')
    killed.child.kill('SIGKILL')
    await killed.ended
    const delivered = await filesIn(person.path('short.dub'))

    const { jobs } = JSON.parse((await person.ytdub('jobs', '--json')).out)
    // The manifest comes last: where it is there, the job may be done.
    if (!delivered.has('manifest.json')) expect(jobs).toMatchObject([{ state: 'interrupted' }])
    expect(await person.ytdub(...args)).toMatchObject({ code: 0 })
    const manifest = await readManifest()
    expect(recalled(manifest)).toBeGreaterThanOrEqual(2)
    expect(made(manifest) + recalled(manifest)).toBe(1 + 2 + (manifest.languages[0]?.lines ?? 0) * 2)
    const final = await filesIn(person.path('short.dub'))
    for (const [path, bytes] of delivered) {
      // These two tell of their run, and so are not the same again; each was whole.
      if (path === 'manifest.json') manifestSchema.parse(JSON.parse(bytes.toString()))
      else if (path === 'report.html') expect(bytes.toString().trimEnd()).toMatch(/<\/html>$/)
      else expect(final.get(path)?.equals(bytes), path).toBe(true)
    }
    expect((await readdir(person.folder)).sort()).toEqual(['short.dub', 'short.wav'])
    expect(await readdir(join(person.home, 'scratch'))).toEqual([])
  })

  test('by Ctrl-C once finishes the call under way, keeps it, and says how to go on', async () => {
    await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
    const running = person.start(args, { env: { PATH: listening.searchPath } })
    const call = await listening.next()
    running.child.kill('SIGINT')
    await running.seen('Finishing what is under way')
    call.release()
    const { code, err } = await running.ended
    expect(code).toBe(130)
    expect(err).toContain('transcribe worked out')
    expect(err).not.toContain('translate')
    expect(err).toMatch(
      /Stopped\. What was finished is kept\.\nTo go on: ytdub dub short\.wav --lang es,ca --verbose\n$/,
    )
    await person.ytdub(...args)
    const manifest = await readManifest()
    expect(recalled(manifest)).toBe(1)
    expect(listening.count()).toBe(1)
  })

  test('by Ctrl-C twice stops now', async () => {
    await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
    const running = person.start(args, { env: { PATH: listening.searchPath } })
    const call = await listening.next()
    running.child.kill('SIGINT')
    await running.seen('Finishing what is under way')
    running.child.kill('SIGINT')
    const { code, err } = await running.ended
    expect(code).toBe(130)
    expect(err).toContain('Stopping now')
    await call.gone
    expect(await readdir(join(person.home, 'scratch'))).toEqual([])
    expect(await person.ytdub(...args)).toMatchObject({ code: 0 })
  })

  test('by Ctrl-C, with --json, ends with why and then the outcome', async () => {
    await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
    const running = person.start([...args, '--json'], { env: { PATH: listening.searchPath } })
    await listening.next()
    running.child.kill('SIGINT')
    await running.seen('Finishing what is under way')
    running.child.kill('SIGINT')
    const { code, out } = await running.ended
    expect(code).toBe(130)
    const [error, end] = eventsOf(out).slice(-2)
    expect(error).toMatchObject({
      event: 'error',
      code: 'interrupted',
      hint: expect.stringContaining('ytdub dub short'),
    })
    expect(end).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
  })

  test('by a reader that has seen enough finishes the call under way and keeps it, without a stack', async () => {
    await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
    const running = person.start([...args, '--json'], { env: { PATH: listening.searchPath } })
    const call = await listening.next()
    running.child.stdout?.destroy()
    call.release()
    const { code, err } = await running.ended
    expect({ code, err }).toEqual({ code: 130, err: '' })
    await person.ytdub(...args)
    expect(recalled(await readManifest())).toBeGreaterThanOrEqual(1)
  })

  test('by SIGTERM ends with 143', async () => {
    const running = person.start(args)
    await running.seen('all: stt')
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
    await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
    const start = () =>
      person.start(['dub', 'short.wav', '--lang', 'es', '--json'], { env: { PATH: listening.searchPath } })
    const first = start()
    const call = await listening.next()
    const second = start()
    await second.seen('"job-waiting"')
    call.release()
    const ends = await Promise.all([first.ended, second.ended])
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    const calls = ends.map(({ out }) => eventsOf(out).filter((event) => 'paid' in event).length)
    expect(calls).toEqual([expect.any(Number), 0])
    expect(calls[0]).toBeGreaterThan(0)
    expect(listening.count()).toBe(1)
  })

  test('serves two jobs at once', async () => {
    cut(TALK, person.path('other.wav'), 28, 5)
    const ends = await Promise.all(['short.wav', 'other.wav'].map((file) => person.ytdub('dub', file, '--lang', 'es')))
    expect(ends.map(({ code }) => code)).toEqual([0, 0])
    const { jobs } = JSON.parse((await person.ytdub('jobs', '--json')).out)
    expect(jobs.map(({ state }: { state: string }) => state)).toEqual(['complete', 'complete'])
  })
})

function eventsOf(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** All files below a folder with what they hold; none where it is not there. */
async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = paths.map(async (path) => [relative(folder, path), await readFile(path)] as const)
  return new Map(await Promise.all(files))
}

async function blobFiles(home: string): Promise<string[]> {
  const folder = join(home, 'blobs')
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
