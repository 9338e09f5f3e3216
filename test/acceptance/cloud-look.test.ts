import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cloud, startCloud } from '../rig/cloud.ts'

/** What a person can ask before the first dub. */
let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud([[0, 'You are welcome.']])
})
afterAll(() => cloud[Symbol.asyncDispose]())

test('voices --lang es names who speaks it, for each engine', async () => {
  const { code, out } = await cloud.ytdub('voices', '--lang', 'es', '--json')
  expect(code).toBe(0)
  const { voices } = JSON.parse(out) as { voices: { language: string; engine: string; voices: string[] }[] }
  expect(voices.every(({ language }) => language === 'es')).toBe(true)
  const ofCloud = voices.find(({ engine }) => engine === 'cloud')
  expect(ofCloud).toMatchObject({ synthesizer: 'deepgram', voices: expect.arrayContaining(['celeste', 'nestor']) })
  expect((await cloud.ytdub('voices', '--lang', 'es')).out).toMatch(/Spanish.*cloud.*deepgram\s+.*celeste/)
})

test('languages names what each engine hears and speaks', async () => {
  const { code, out } = await cloud.ytdub('languages', '--json')
  expect(code).toBe(0)
  const { languages } = JSON.parse(out) as { languages: { code: string; hears: string[]; speaks: string[] }[] }
  const of = (wanted: string) => languages.find((each) => each.code === wanted)
  expect(of('ko')).toMatchObject({
    hears: expect.arrayContaining(['cloud']),
    speaks: expect.arrayContaining(['cloud']),
  })
  expect(of('es')?.speaks).toEqual(expect.arrayContaining(['cloud', 'offline']))
})

test('doctor finds that everything works, without a call that costs anything', async () => {
  const { code, out, err } = await cloud.ytdub('doctor')
  expect({ code, told: out + err }).toEqual({ code: 0, told: expect.stringMatching(/Deepgram[\s\S]*OpenAI/) })
  expect(cloud.usd()).toBe(0)
  expect(out + err).not.toMatch(/emulated-\w+-key/)
})

test('doctor says which key is refused', async () => {
  const { out, err } = await cloud.start(['doctor'], { OPENAI_API_KEY: 'sk-wrong-key-of-somebody' }).ended
  expect(out + err).toContain('OPENAI_API_KEY')
  expect(out + err).not.toMatch(/sk-wrong/)
})
