import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'

let person: Person
beforeAll(async () => {
  person = await newPerson()
})
afterAll(() => person[Symbol.asyncDispose]())

type Language = { readonly code: string; readonly hears: readonly string[]; readonly speaks: readonly string[] }
type Voices = {
  readonly language: string
  readonly engine: string
  readonly synthesizer: string
  readonly voices: readonly string[]
}

const languagesServed = async (): Promise<readonly Language[]> =>
  JSON.parse((await person.ytdub('languages', '--json')).out).languages
const voicesServed = async (...args: readonly string[]): Promise<readonly Voices[]> =>
  JSON.parse((await person.ytdub('voices', ...args, '--json')).out).voices

describe('ytdub languages', () => {
  test('shows for each language which engine hears it and which dubs into it, without any key', async () => {
    const all = await languagesServed()
    const of = (code: string) => all.find((language) => language.code === code)
    expect(of('en')).toMatchObject({ name: 'English', hears: expect.arrayContaining(['cloud', 'offline']) })
    expect(of('es')?.speaks).toEqual(expect.arrayContaining(['cloud', 'offline']))
    expect(of('es')?.hears).not.toContain('offline')
    // What the offline translator has no pair for, it is not dubbed into, though there is a voice.
    expect(of('ja')?.speaks).toContain('cloud')
    expect(of('ja')?.speaks).not.toContain('offline')
  })

  test('for a person in a table', async () => {
    const { code, out } = await person.ytdub('languages')
    expect(code).toBe(0)
    expect(out).toMatch(/^es +Spanish +cloud.* +.*cloud.*offline/m)
  })
})

describe('ytdub voices', () => {
  test('shows who speaks a language in which engine, and in which voices', async () => {
    const all = await voicesServed('--lang', 'es')
    const cloud = all.find(({ engine }) => engine === 'cloud')
    expect(cloud).toMatchObject({
      language: 'es',
      synthesizer: 'deepgram',
      voices: expect.arrayContaining(['celeste']),
    })
    const offline = all.find(({ engine }) => engine === 'offline')
    expect(offline).toMatchObject({ synthesizer: 'espeak-ng', voices: expect.arrayContaining(['es']) })
    expect(new Set(all.map(({ language }) => language))).toEqual(new Set(['es']))
  })

  test('names another who speaks what the first does not', async () => {
    const [korean] = await voicesServed('--lang', 'ko', '--engine', 'cloud')
    expect(korean?.synthesizer).toMatch(/^openai/)
  })

  test('of one engine alone; one that there is not is a matter of usage', async () => {
    const engines = new Set((await voicesServed('--engine', 'offline')).map(({ engine }) => engine))
    expect([...engines]).toEqual(['offline'])
    expect(await person.ytdub('voices', '--engine', 'steam')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cloud, local, offline'),
    })
  })

  test('takes a region', async () => {
    const all = await voicesServed('--lang', 'es-419,pt-BR', '--engine', 'cloud')
    expect(all.map(({ language }) => language)).toEqual(['es-419', 'pt-BR'])
    for (const { voices } of all) expect(voices.length).toBeGreaterThan(0)
  })

  test('where there is none says so, for a script to see', async () => {
    const none = ['voices', '--lang', 'ja', '--engine', 'offline']
    const message = 'There is no voice for Japanese.'
    expect(await person.ytdub(...none)).toMatchObject({ code: 3, err: expect.stringContaining(message) })
    const { code, out } = await person.ytdub(...none, '--json')
    expect([
      code,
      ...out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ]).toEqual([3, { voices: [] }, { event: 'error', code: 'input', message, hint: 'See: ytdub languages' }])
  })

  test('of the local engine without its server says what to set', async () => {
    const { code, err } = await person.ytdub('voices', '--engine', 'local')
    expect(code).not.toBe(0)
    expect(err).toContain('The speech server is not set')
    expect(err).toContain('YTDUB_TTS_BASE_URL')
  })
})
