import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person } from '../rig/cli.ts'
import { type Said, talkOf } from '../rig/cloud.ts'
import { startOpenAI } from '../rig/emulators/openai.ts'
import type { Quirk } from '../rig/emulators/openai-service.ts'
import { hearTones } from '../rig/emulators/tone-words.ts'

const SAID: readonly Said[] = [
  [0, 'Good morning and welcome.'],
  [0, 'Thank you for having me.'],
]
const { speech, wav } = talkOf(SAID)

/** Servers of one's own, one for each trade, each with the gaps of a known one. */
async function servers(quirks: { readonly [trade in 'stt' | 'llm' | 'tts']: readonly Quirk[] }) {
  await using opening = new AsyncDisposableStack()
  const start = async (of: readonly Quirk[]) =>
    opening.use(await startOpenAI({ quirks: of, keyless: true, listen: hearTones(speech) }))
  const [stt, llm, tts] = [await start(quirks.stt), await start(quirks.llm), await start(quirks.tts)]
  const open = opening.move()
  return {
    stt,
    llm,
    tts,
    env: {
      YTDUB_STT_BASE_URL: `${stt.url}/v1`,
      YTDUB_LLM_BASE_URL: `${llm.url}/v1`,
      YTDUB_TTS_BASE_URL: `${tts.url}/v1`,
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const USUAL = { stt: ['speaches'], llm: ['ollama', 'no-usage'], tts: ['kokoro'] } as const

describe('the local engine', () => {
  let person: Person
  beforeEach(async () => {
    person = await newPerson()
    await writeFile(person.path('talk.wav'), wav)
  })
  afterEach(() => person[Symbol.asyncDispose]())
  const dub = (env: NodeJS.ProcessEnv, ...more: string[]) =>
    person.start(['dub', 'talk.wav', '--lang', 'es', '--engine', 'local', ...more], { env }).ended

  test.each([
    ['speaches, Ollama and Kokoro', USUAL],
    ['LocalAI for everything, its answers in fences', { stt: ['localai'], llm: ['no-json-schema'], tts: ['localai'] }],
  ] as const)('dubs with %s, for nothing', async (_who, quirks) => {
    await using own = await servers(quirks)
    if (quirks.tts[0] === 'localai') {
      // It keeps no list of voices; what is typed next is what it says.
      const { code, err } = await dub(own.env)
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringMatching(/which voices it has\.\n.*\{"ttsVoices": \[/),
      })
      await writeFile(person.path('ytdub.config.json'), '{"ttsVoices": ["alloy", "echo"]}')
    }
    const { code, err, out } = await dub(own.env)
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(/draft|warning|error/i) })
    expect(out).toContain('$0.00')
    const text = await readFile(person.path('talk.dub', 'manifest.json'), 'utf8')
    const { status, engine, languages } = manifestSchema.parse(JSON.parse(text))
    expect([status, engine.name, engine.translator.id]).toEqual(['complete', 'local', 'local'])
    expect(languages).toMatchObject([{ lines: 2, synthesizer: { id: 'local' }, usage: { usd: 0, estimated_usd: 0 } }])
    const asked = () =>
      [own.stt, own.llm, own.tts].map(({ calls }) => calls.filter(({ trade }) => trade !== 'models').length)
    const before = asked()
    expect(before).toEqual([1, 1, SAID.length])
    expect((await dub(own.env)).code).toBe(0)
    expect(asked()).toEqual(before)
  })

  test('a server that tells no times of words is refused, and why is said', async () => {
    await using own = await servers({ ...USUAL, stt: ['no-timestamps'] })
    const { code, err } = await dub(own.env)
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^Error: .* but not when\.\nA dub needs times\. /m),
    })
    expect(err).not.toMatch(/\n\s+at /)
  })

  test.each([
    ['stt', 'YTDUB_STT_BASE_URL', /speech recognition server/],
    ['llm', 'YTDUB_LLM_BASE_URL', /translation server/],
    ['tts', 'YTDUB_TTS_BASE_URL', /speech server/],
  ] as const)(
    'a server (%s) that is not running is named, with where it should be and its setting',
    async (trade, setting, who) => {
      await using own = await servers(USUAL)
      await own[trade][Symbol.asyncDispose]()
      const { code, err } = await dub(own.env)
      expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(who) })
      expect(err).toContain(own.env[setting])
      expect(err).toMatch(new RegExp(`${trade}BaseUrl|${setting}`))
      expect(err).toContain('ytdub doctor')
    },
  )

  test('an address that is not set is asked for', async () => {
    await using own = await servers(USUAL)
    const { code, err } = await dub({ ...own.env, YTDUB_LLM_BASE_URL: '' })
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^Error: The translation server is not set/m) })
    expect(err).toMatch(/llmBaseUrl|YTDUB_LLM_BASE_URL/)
  })

  test('doctor tells what each server can do', async () => {
    await using own = await servers(USUAL)
    const { out, code } = await person.start(['doctor'], { env: own.env }).ended
    expect(code).toBe(0)
    for (const address of Object.values(own.env)) expect(out).toContain(address)
  })
})
