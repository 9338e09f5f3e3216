import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askTheRest } from '../../commands/terminal/init-questions.ts'
import type { Config } from '../../src/config.ts'
import { newPerson, type Person, run } from '../rig/cli.ts'
import { EMULATED_DEEPGRAM_KEY, startDeepgram } from '../rig/emulators/deepgram.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../rig/emulators/openai.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')

let person: Person
beforeEach(async () => {
  person = await newPerson()
})
afterEach(() => person[Symbol.asyncDispose]())

/** `ytdub init …` without a terminal, its standard input a pipe with this text. */
async function init(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = '') {
  const all = { PATH: process.env['PATH'], HOME: person.folder, ...env }
  const running = run(process.execPath, [YTDUB, 'init', ...args], { cwd: person.folder, env: all, typed: true })
  running.child.stdin?.end(input)
  return running.ended
}

const OWN = () => join(person.folder, '.config', 'ytdub', 'config.json')
const own = async () => JSON.parse(await readFile(OWN(), 'utf8')) as unknown

describe('without a terminal', () => {
  test('nobody is asked, and the flags that are missing are named', async () => {
    const { code, out, err } = await init(['--keys', 'none'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^Error: Nobody can be asked here\. Missing: --lang\.\nFor example: ytdub init --keys/)
    await expect(own()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('the flags answer, and keys come by standard input; they are checked, kept, and not shown', async () => {
    await using deepgram = await startDeepgram()
    await using openai = await startOpenAI()
    const { code, out, err } = await init(
      ['--keys', 'stdin', '--lang', 'es,pt-br', '--out', 'dubs', '--json'],
      { DEEPGRAM_BASE_URL: deepgram.url, OPENAI_BASE_URL: openai.url, NODE_EXTRA_CA_CERTS: openai.certificate },
      `DEEPGRAM_API_KEY=${EMULATED_DEEPGRAM_KEY}\nOPENAI_API_KEY="${EMULATED_OPENAI_KEY}"\n`,
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(await own()).toEqual({
      deepgramApiKey: EMULATED_DEEPGRAM_KEY,
      openaiApiKey: EMULATED_OPENAI_KEY,
      languages: ['es', 'pt-BR'],
      out: 'dubs',
    })
    expect((await stat(OWN())).mode & 0o777).toBe(0o600)
    expect(JSON.parse(out)).toMatchObject({ path: OWN(), settings: { languages: 'es,pt-BR', out: 'dubs' } })
    for (const key of [EMULATED_DEEPGRAM_KEY, EMULATED_OPENAI_KEY]) expect(out + err).not.toContain(key)
    expect([deepgram.usd(), openai.usd()]).toEqual([0, 0])
  })

  test('a key that the vendor refuses is not kept, unless nobody is to be asked', async () => {
    await using deepgram = await startDeepgram()
    const env = { DEEPGRAM_BASE_URL: deepgram.url, DEEPGRAM_API_KEY: 'wrong-key-of-somebody' }
    const args = ['--keys', 'environment', '--lang', 'es']
    const refused = await init(args, env)
    expect(refused).toMatchObject({ code: 4, out: '' })
    expect(refused.err).toMatch(/^Error: Deepgram: It refuses the key\.[\s\S]*Nothing was written\..*--no-check/)
    await expect(own()).rejects.toMatchObject({ code: 'ENOENT' })
    const kept = await init([...args, '--no-check'], env)
    expect(kept).toMatchObject({ code: 0, out: expect.stringContaining('deepgramApiKey = set/…body') })
    expect(await own()).toEqual({ deepgramApiKey: 'wrong-key-of-somebody', languages: ['es'] })
    expect(refused.err + kept.out + kept.err).not.toContain('wrong-key')
  })

  test.each([
    ['--keys=environment', '', 'No key is set in the environment'],
    ['--keys=stdin', '', 'There is no key in standard input'],
    ['--keys=stdin', 'PATH=/secret-place\n', 'no key of ytdub'],
  ])('%s with %j says what is wrong', async (flag, input, message) => {
    const { code, err } = await init([flag, '--lang', 'es'], {}, input)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) })
    expect(err).not.toContain('secret-place')
  })
})

describe('on a terminal', () => {
  const start = (env: NodeJS.ProcessEnv) => {
    const all = { PATH: process.env['PATH'], HOME: person.folder, TERM: 'xterm-256color', ...env }
    const line = `stty cols 200; exec '${process.execPath}' '${YTDUB}' init`
    return run('script', ['-qefc', line, '/dev/null'], { cwd: person.folder, env: all, typed: true })
  }

  test('it asks, checks what was typed, and shows what it wrote', async () => {
    await using deepgram = await startDeepgram()
    const running = start({ DEEPGRAM_BASE_URL: deepgram.url })
    const answer = async (question: string, text: string) => {
      await running.seen(question)
      running.child.stdin?.write(`${text}\r`)
    }
    await answer('Deepgram key', 'wrong-key')
    await answer('Keep it all the same?', 'n')
    await answer('Again: Deepgram key', EMULATED_DEEPGRAM_KEY)
    await answer('OpenAI key', '')
    await answer('Languages to dub into', 'es,spansih')
    await answer('Did you mean es (Spanish)?', '\u0015es,fr') // Ctrl-U takes away what was typed.
    await answer('Folder for results', 'dubs')
    await answer('Supabase URL', '')
    const { code, out } = await running.ended
    expect(code).toBe(0)
    const text = stripVTControlCharacters(out)
    expect(text).toContain('It refuses the key.')
    expect(text).toContain(`Written to ${OWN()}, which only you can read`)
    expect(text).toContain('languages = es,fr')
    expect(text).toContain('ytdub doctor')
    expect(text).not.toContain(EMULATED_DEEPGRAM_KEY)
    expect(await own()).toEqual({ deepgramApiKey: EMULATED_DEEPGRAM_KEY, languages: ['es', 'fr'], out: 'dubs' })
  })

  test('with CI=true it asks nobody there either, and Ctrl-C at a question writes nothing', async () => {
    const unattended = await start({ CI: 'true' }).ended
    expect(unattended).toMatchObject({ code: 2, out: expect.stringContaining('Missing: --keys, --lang.') })
    const running = start({})
    await running.seen('Deepgram key')
    running.child.stdin?.write('\u0003')
    expect((await running.ended).code).toBe(130)
    await expect(own()).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('the questions', () => {
  /** Somebody who answers by the question; what nobody has an answer for is left empty. */
  async function answered(replies: Readonly<Record<string, string | readonly string[]>>, config: Partial<Config> = {}) {
    const asked: string[] = []
    const complaints: string[] = []
    const next = (question: string, usual = '') => {
      asked.push(question)
      const key = Object.keys(replies).find((part) => question.includes(part)) ?? ''
      const reply = replies[key]
      const before = asked.filter((each) => each.includes(key)).length - 1
      return (typeof reply === 'string' ? reply : reply?.[before]) ?? usual
    }
    const answers = await askTheRest(
      {},
      { config: { sources: {}, ...config } as Config },
      {
        asking: {
          line: async (question, usual, wrong) => {
            const text = next(question, usual)
            complaints.push(...(wrong(text) ?? []))
            return text
          },
          secret: async (question) => next(question),
          sure: async (question) => next(question) === 'yes',
        },
        check: async ({ deepgramApiKey, openaiApiKey }) =>
          (deepgramApiKey ?? openaiApiKey) === 'good' ? undefined : 'It is refused.',
      },
    )
    return { answers, asked, complaints: complaints.join('') }
  }

  test('nothing that is typed changes nothing', async () => {
    const { answers, complaints } = await answered({})
    expect(Object.entries(answers).filter(([, value]) => value !== undefined)).toEqual([])
    expect(complaints).toBe('')
  })

  test('a key is asked for until it is good, or is to be kept', async () => {
    const again = await answered({ 'Deepgram key': ['bad', 'good'], 'Keep it': 'no' })
    expect(again.answers).toMatchObject({ deepgramApiKey: 'good' })
    const kept = await answered({ 'OpenAI key': 'bad', 'Keep it': 'yes' })
    expect(kept.answers).toMatchObject({ openaiApiKey: 'bad' })
  })

  test('what the service needs is asked for where there is one', async () => {
    const { answers } = await answered({ 'Supabase URL': 'https://p.supabase.co', publishable: 'sb_p', 'its API': '' })
    expect(answers).toMatchObject({ supabaseUrl: 'https://p.supabase.co', supabasePublishableKey: 'sb_p' })
    expect((await answered({})).asked.join()).not.toContain('publishable')
  })

  test('what is in the own file is offered, what a folder says is not', async () => {
    const settings = { languages: ['ja'], out: '/theirs' }
    const sources = { languages: { from: 'own', path: '/own' }, out: { from: 'folder', path: '/folder' } } as const
    const { answers } = await answered({}, { ...settings, sources })
    expect(answers).toMatchObject({ languages: ['ja'], out: undefined })
  })
})
