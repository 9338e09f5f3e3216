import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestSchema } from '../src/dub/manifest.ts'
import { pack } from '../tools/try-package.ts'
import { type Ended, run, TALK } from './rig/cli.ts'
import { cut } from './rig/ffmpeg.ts'
import { type TemporaryFolder, temporaryFolder } from './rig/home.ts'

const CLONE = join(import.meta.dirname, '..')
const WORKFLOW = join(CLONE, 'docs/examples/dub.yml')

/** The package as a stranger has it: packed, installed into an empty prefix by the example workflow, and used from there. */
describe('the package', () => {
  let place: TemporaryFolder
  let steps: readonly Ended[]
  const inPlace = (...words: readonly string[]) => {
    const [program = '', ...args] = words
    const path = [place.at('prefix/bin'), dirname(process.execPath), process.env['PATH']]
    const env = {
      PATH: path.join(':'),
      HOME: place.path,
      CI: 'true',
      YTDUB_HOME: place.at('work/.ytdub'),
      DEEPGRAM_API_KEY: '',
      OPENAI_API_KEY: '',
      npm_config_prefix: place.at('prefix'),
      npm_config_cache: process.env['npm_config_cache'] ?? join(homedir(), '.npm'),
      npm_config_prefer_offline: 'true',
    }
    return run(program, args, { cwd: place.at('work'), env }).ended
  }

  beforeAll(async () => {
    place = await temporaryFolder()
    await mkdir(place.at('work/recordings'), { recursive: true })
    await pack(place.at('work'))
    cut(TALK, place.at('work/recordings/short.wav'), 9, 3)
    const ended: Ended[] = []
    for (const step of runSteps(await readFile(WORKFLOW, 'utf8'))) ended.push(await inPlace('bash', '-e', '-c', step))
    steps = ended
  }, 300_000)
  afterAll(() => place[Symbol.asyncDispose]())

  test('the example workflow installs it and dubs the recordings', async () => {
    expect(steps.map(({ code, err }) => ({ code, err: code === 0 ? '' : err }))).toEqual(
      Array.from({ length: 3 }, () => ({ code: 0, err: '' })),
    )
    const manifest = JSON.parse(await readFile(place.at('work/dubs/short.dub/manifest.json'), 'utf8'))
    expect(manifestSchema.parse(manifest)).toMatchObject({ status: 'complete', engine: { name: 'offline' } })
  })

  test('has what was built, and no sources', async () => {
    const files = await readdir(place.at('prefix/lib/node_modules/ytdub'), { recursive: true })
    const own = files.filter((file) => !file.startsWith('node_modules/'))
    expect(own.filter((file) => /(?<!\.d)\.ts$|^(?:src|commands|test|tools|bench|fixtures)\b/.test(file))).toEqual([])
    expect(own).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'docs/library.md',
        'docs/schemas/events.json',
        'dist/src/index.js',
      ]),
    )
  })

  test('every module of it can be loaded, and the command says how it is used', async () => {
    const dist = place.at('prefix/lib/node_modules/ytdub/dist')
    const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js'))
    const modules = names.filter((name) => !name.includes('/page/')).map((name) => join(dist, name)) // Those are browsers'.
    expect(modules.length).toBeGreaterThan(400)
    const program = `for (const path of ${JSON.stringify(modules)}) await import(path)`
    const loaded = await inPlace('node', '--input-type=module', '-e', program)
    expect(loaded).toMatchObject({ code: 0, out: '', err: '' })
    expect(await inPlace('ytdub', 'dub', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--lang') })
  })

  test('finds the database’s migrations', async () => {
    const { code, err } = await inPlace(
      'env',
      'DATABASE_URL=postgresql://nobody@127.0.0.1:9/none',
      'ytdub',
      'db',
      'status',
    )
    expect({ code, err }).toEqual({ code: 5, err: expect.stringContaining('database') })
  })

  test('is a library whose types a strict compiler takes, and whose schemas can be imported', async () => {
    const program = place.at('program')
    await mkdir(program)
    await symlink(place.at('prefix/lib/node_modules'), join(program, 'node_modules'))
    await symlink(join(CLONE, 'node_modules/@types'), join(program, 'types'))
    const example = exampleOf(await readFile(join(CLONE, 'docs/library.md'), 'utf8'))
    await writeFile(join(program, 'main.ts'), example)
    await writeFile(join(program, 'package.json'), '{ "type": "module" }')
    await cp(place.at('work/recordings/short.wav'), join(program, 'talk.wav'))
    const tsc = join(CLONE, 'node_modules/.bin/tsc')
    const flags = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--resolveJsonModule',
    ]
    const types = ['--typeRoots', join(program, 'types'), '--types', 'node', '--rootDir', program]
    const compiled = await inPlace(tsc, ...flags, ...types, join(program, 'main.ts'))
    expect(compiled).toMatchObject({ code: 0, out: '' })
    const { code, out, err } = await inPlace('env', '-C', program, 'node', 'main.js')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/complete .*talk\.dub/)
  })
})

/** The `run` steps of a workflow, in order. Its own are of one line each. */
function runSteps(workflow: string): string[] {
  const steps = [...workflow.matchAll(/^ +(?:- )?run: (.+)$/gm)].flatMap(([, step]) =>
    step === undefined ? [] : [step],
  )
  expect(steps.join('\n')).not.toMatch(/^[|>]/m)
  return steps
}

/** The first program on a page. */
function exampleOf(page: string): string {
  return /```ts\n([\s\S]+?)```/.exec(page)?.[1] ?? ''
}
