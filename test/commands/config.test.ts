import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../commands/command.ts'
import { get } from '../../commands/config/get.ts'
import { list } from '../../commands/config/list.ts'
import { set } from '../../commands/config/set.ts'
import { unset } from '../../commands/config/unset.ts'
import { loadConfig } from '../../src/config.ts'
import { newPerson, type Person, run } from '../rig/cli.ts'
import { commandContext } from '../rig/command-context.ts'
import { type TemporaryFolder, temporaryFolder } from '../rig/home.ts'

let home: TemporaryFolder
beforeEach(async () => {
  home = await temporaryFolder()
})
afterEach(() => home[Symbol.asyncDispose]())

const OWN = () => home.at('own', 'config.json')
const own = async () => JSON.parse(await readFile(OWN(), 'utf8')) as unknown

/** A command with the settings that hold for these variables and files; its person's own file is in the test's folder. */
async function at(
  command: typeof list,
  args: readonly string[],
  { env = {}, json = false }: { readonly env?: NodeJS.ProcessEnv; readonly json?: boolean } = {},
) {
  const said = { out: '', err: '' }
  const loaded = await loadConfig({ ...env }, home.path)
  const inOwn = await own().catch(() => ({}))
  const fromOwn = Object.keys(inOwn as object).map((name) => [name, { from: 'own', path: OWN() }])
  const config = {
    ...(inOwn as object),
    ...loaded,
    sources: { ...Object.fromEntries(fromOwn), ...loaded.sources },
    ownFile: OWN(),
  } as Context['config']
  const out = (text: string) => {
    said.out += text
  }
  const err = (text: string) => {
    said.err += text
  }
  const context = commandContext(home.path, { out, err }, { json, ...config })
  const code = await command.run(args, {}, context)
  return { code, ...said }
}

const KEY = 'dg-0123456789-abcdefghij-wxyz'

describe('list', () => {
  test('tells where each comes from, and of keys no more than how they end', async () => {
    await mkdir(dirname(OWN()), { recursive: true })
    await writeFile(OWN(), JSON.stringify({ maxCost: 5, openaiApiKey: 'short' }))
    await writeFile(home.at('ytdub.config.json'), JSON.stringify({ languages: ['es', 'fr'] }))
    await writeFile(home.at('.env'), 'YTDUB_ACCESS_TOKEN=token-of-somebody-0000\n')
    const env = { DEEPGRAM_API_KEY: KEY, OPENAI_BASE_URL: 'https://me:secret@proxy.example/v1' }
    const { out } = await at(list, [], { env })
    const rows = Object.fromEntries(out.split('\n').map((row) => [row.split(' ')[0], row.replace(/ +/g, ' ')]))
    expect(rows).toMatchObject({
      deepgramApiKey: 'deepgramApiKey set/…wxyz DEEPGRAM_API_KEY',
      openaiApiKey: `openaiApiKey set ${OWN()}`,
      openaiBaseUrl: 'openaiBaseUrl https://me:…@proxy.example/v1 OPENAI_BASE_URL',
      accessToken: 'accessToken set/…0000 YTDUB_ACCESS_TOKEN in .env',
      maxCost: `maxCost 5 ${OWN()}`,
      languages: 'languages es,fr ./ytdub.config.json',
      maxRate: 'maxRate 1.25 default',
      format: 'format m4a default',
      ffmpegPath: 'ffmpegPath - -',
    })
    expect(rows['home']).toMatch(/ default$/)
    expect(out).not.toMatch(/dg-0123|secret@|token-of/)
  })

  test('for scripts as JSON, with the variables', async () => {
    const { out } = await at(list, [], { env: { DEEPGRAM_API_KEY: KEY }, json: true })
    const { settings } = JSON.parse(out) as { settings: { name: string }[] }
    expect(settings).toContainEqual({
      name: 'deepgramApiKey',
      value: 'set/…wxyz',
      from: 'DEEPGRAM_API_KEY',
      variable: 'DEEPGRAM_API_KEY',
      secret: true,
    })
    expect(settings).toContainEqual({ name: 'maxRate', value: 1.25, from: 'default', variable: null, secret: false })
    expect(settings).toContainEqual({ name: 'languages', value: null, from: null, variable: null, secret: false })
  })
})

describe('set, get and unset', () => {
  test.each([
    ['languages', 'es, pt-br', ['es', 'pt-BR'], 'es,pt-BR'],
    ['maxRate', '1.1', 1.1, '1.1'],
    ['engine', 'offline', 'offline', 'offline'],
    ['OPENAI_BASE_URL', 'http://localhost:1/v1', 'http://localhost:1/v1', 'http://localhost:1/v1'],
    ['ttsVoices', 'anna,ben', ['anna', 'ben'], 'anna,ben'],
  ])('%s %s', async (name, text, value, shown) => {
    const { code, out, err } = await at(set, [name, text])
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toContain(`= ${shown}, in ${OWN()}`)
    expect(Object.values((await own()) as object)).toEqual([value])
    expect(((await stat(OWN())).mode & 0o777).toString(8)).toBe('600')
    expect(await at(get, [name])).toMatchObject({ code: 0, out: `${shown}\n` })
    await at(unset, [name])
    expect(await own()).toEqual({})
  })

  test.each([
    ['maxRate', 'fast', 'maxRate is wrong'],
    ['maxRate', '3', 'maxRate is wrong'],
    ['maxCost', '', 'maxCost is wrong'],
    ['engine', 'steam', 'engine is wrong'],
    ['openaiBaseUrl', 'localhost:8000', 'it is no http or https address'],
    ['languages', 'es,klingon', '"klingon" is not a language'],
  ])('%s %s is refused, and nothing is changed', async (name, text, message) => {
    await at(set, ['maxHours', '3'])
    await expect(at(set, [name, text])).rejects.toThrow(message)
    expect(await own()).toEqual({ maxHours: 3 })
  })

  test('a name that is none is told what may have been meant', async () => {
    await expect(at(set, ['maxcost', '3'])).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringMatching(/^Did you mean maxCost\?\nSettings are home, /),
    })
  })

  test('a key is never an argument, and what was typed is not told', async () => {
    const refused = at(set, ['deepgramApiKey', KEY])
    await expect(refused).rejects.toMatchObject({ code: 'usage', hint: expect.stringContaining('< file') })
    await expect(refused).rejects.not.toThrow(KEY)
    await expect(own()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('what goes before is named', async () => {
    const env = { OPENAI_BASE_URL: 'https://elsewhere.example' }
    const { err } = await at(set, ['openaiBaseUrl', 'https://here.example'], { env })
    expect(err).toContain('Note: OPENAI_BASE_URL says otherwise')
    expect((await at(unset, ['openaiBaseUrl'], { env })).err).toContain('Note: OPENAI_BASE_URL sets it still')
  })

  test('what is not set is an error, and null for scripts', async () => {
    await expect(at(get, ['maxCost'])).rejects.toMatchObject({ code: 'config', message: 'maxCost is not set.' })
    expect((await at(get, ['maxCost'], { json: true })).out).toBe('{"name":"maxCost","value":null,"from":null}\n')
  })

  test('a file that is none is left as it is', async () => {
    await mkdir(dirname(OWN()), { recursive: true })
    await writeFile(OWN(), '{ broken')
    await expect(at(set, ['maxCost', '5'])).rejects.toMatchObject({ code: 'config' })
    expect(await readFile(OWN(), 'utf8')).toBe('{ broken')
  })
})

describe('through the door', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
  })
  afterEach(() => person[Symbol.asyncDispose]())

  test('a key comes by standard input, and only its person can read it', async () => {
    const env = { PATH: process.env['PATH'], HOME: person.folder }
    const ytdub = join(import.meta.dirname, '../../bin/ytdub')
    const setting = run(process.execPath, [ytdub, 'config', 'set', 'deepgramApiKey'], {
      cwd: person.folder,
      env,
      typed: true,
    })
    setting.child.stdin?.end(`${KEY}\n`)
    const { code, out, err } = await setting.ended
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toMatch(/^deepgramApiKey = set\/…wxyz, in (.*config\.json)\n$/)
    const path = /in (.*)\n/.exec(err)?.[1] ?? ''
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ deepgramApiKey: KEY })
    const told = await run(process.execPath, [ytdub, 'config', 'path'], { cwd: person.folder, env }).ended
    expect(told.out).toBe(`${path}\n`)
  })
})
