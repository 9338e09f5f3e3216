import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DubEvent, type DubOptions, dub, Failure, manifestSchema, scriptSchema } from '../../src/index.ts'
import { run, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'
import { type TemporaryFolder, temporaryFolder } from '../rig/home.ts'

/** A program of somebody else's that dubs. */
describe('ytdub as a library', () => {
  let place: TemporaryFolder
  beforeAll(async () => {
    place = await temporaryFolder()
    cut(TALK, place.at('short.wav'), 9, 3)
  })
  afterAll(() => place[Symbol.asyncDispose]())

  /** What is asked for, delivered to a folder of its own. What is heard and translated is kept for all tests. */
  const asked = async (name: string, more: Partial<DubOptions> = {}): Promise<DubOptions> => {
    const out = place.at(name)
    await mkdir(out, { recursive: true })
    const settings = { home: place.at('home') }
    return { file: place.at('short.wav'), languages: ['es'], engine: 'offline', out, settings, ...more }
  }
  const failureOf = async (options: DubOptions): Promise<unknown> => dub(options).catch((error: unknown) => error)

  test('tells typed events while it works, and gives back the manifest that it delivered', async () => {
    const heard: DubEvent[] = []
    const job = dub(await asked('whole', { on: (event) => heard.push(event) }))
    const followed: DubEvent[] = []
    for await (const event of job) followed.push(event)
    const { status, manifest, folder, job: id } = await job
    expect({ status, folder }).toEqual({ status: 'complete', folder: place.at('whole', 'short.dub') })
    expect(manifest).toEqual(manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))))
    expect(followed).toEqual(heard)
    expect(followed[0]).toEqual({ event: 'notice', message: expect.stringContaining('Draft quality') })
    expect(followed.at(-1)).toMatchObject({ event: 'job-finished', job: id, status: 'complete' })
    const progress = followed.flatMap((event) => (event.event === 'task' ? [event.progress] : []))
    expect(progress.at(-1)).toBe(100)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  })

  test('works out nothing twice, also where the same is asked for twice at once', async () => {
    const options = await asked('twice', { take: 2 })
    const both = await Promise.all([dub(options), dub(options)])
    const made = both.map(({ manifest }) => manifest?.languages[0]?.usage.calls.made)
    expect(made.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 1])
  })

  test('stops when it is told to, keeps what was under way, and goes on from there', async () => {
    const on = ({ event }: DubEvent) => {
      if (event === 'step-started') job.stop()
    }
    const job = dub(await asked('stopped', { take: 3, on }))
    await expect(job).rejects.toMatchObject({ code: 'interrupted', hint: expect.stringContaining('dub() again') })
    const { manifest } = await dub(await asked('stopped', { take: 3 }))
    expect(manifest?.languages[0]?.usage.calls).toMatchObject({ made: 0, recalled: 3 })
  })

  test('is cut off by a signal, and events end with the same failure', async () => {
    const cutOff = new AbortController()
    const job = dub(await asked('cut', { take: 4, signal: cutOff.signal }))
    const follow = async () => {
      for await (const { event } of job) if (event === 'step-started') cutOff.abort()
    }
    await expect(follow()).rejects.toMatchObject({ code: 'interrupted' })
    expect(await failureOf(await asked('cut', { take: 4, signal: cutOff.signal }))).toMatchObject({
      code: 'interrupted',
    })
    expect(await dub(await asked('cut', { take: 4 }))).toMatchObject({ status: 'complete' })
  })

  test('stops to be looked over; fails where no language can be dubbed then, and says why', async () => {
    const { status, manifest, folder } = await dub(await asked('review', { until: 'translate' }))
    expect({ status, manifest }).toEqual({ status: 'reviewable', manifest: null })
    const path = join(folder, 'es', 'script.json')
    const script = scriptSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    const long = script.lines.map((line) => ({ ...line, text: 'Era un joven muy bueno. '.repeat(20) }))
    await writeFile(path, JSON.stringify({ ...script, lines: long }))
    expect(await failureOf(await asked('review', { strict: true }))).toMatchObject({
      code: 'partial',
      message: expect.stringMatching(/^No language could be dubbed\. es: .+/),
    })
  })

  test.each<[string, object, Partial<Failure>]>([
    ['a file that is not there', { file: '/no/such.mp3' }, { code: 'input' }],
    ['a transcript that is not there', { transcript: '/no/such.srt' }, { code: 'input' }],
    ['an unknown language', { languages: ['xx'] }, { code: 'input', hint: expect.stringContaining('Known are') }],
    ['an option that is none', { lang: ['es'] }, { code: 'usage', message: expect.stringContaining('"lang"') }],
    ['a wrong option', { maxRate: 9 }, { code: 'usage', message: expect.stringContaining('"maxRate"') }],
    ['a text for a list', { languages: 'es' }, { code: 'usage', message: expect.stringContaining('"languages"') }],
    ['a wrong setting', { settings: { openaiBaseUrl: 'nowhere' } }, { code: 'config' }],
    ['a missing key', { engine: 'cloud', settings: { openaiApiKey: 'sk-1' } }, { code: 'auth' }],
    ['a voice of nobody', { voices: { es: 'fr' } }, { code: 'usage', message: expect.stringContaining('no voice') }],
    ['a format that is none', { format: 'ogg' }, { code: 'usage' }],
  ])('refuses %s with a failure', async (_what, wrong, expected) => {
    const failure = await failureOf(await asked('refused', wrong))
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject(expected)
  })

  test('ends with the error of whoever listens to it', async () => {
    const mine = new RangeError('mine')
    const on = () => {
      throw mine
    }
    expect(await failureOf(await asked('listener', { on }))).toBe(mine)
  })

  test('leaves the program that it is part of alone: its streams, signals, environment and end', async () => {
    const program = `
      const { dub } = await import(${JSON.stringify(import.meta.resolve('../../src/index.ts'))})
      let during
      await dub({ ...${JSON.stringify(await asked('alone'))}, on: () => {
        during = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'uncaughtException'].map((name) => process.listenerCount(name))
      } })
      process.stdout.write(JSON.stringify({ during, key: process.env.OPENAI_API_KEY, exitCode: process.exitCode }))`
    const env = { PATH: process.env['PATH'], HOME: place.path, OPENAI_API_KEY: 'sk-mine' }
    const { ended } = run(process.execPath, ['--input-type=module', '-e', program], { cwd: place.path, env })
    const { code, out, err } = await ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual({ during: [0, 0, 0, 0, 0], key: 'sk-mine' })
  })
})
