import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cloud, filesHolding, startCloud } from '../rig/cloud.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud([[0, 'You are welcome.']])
})
afterAll(() => cloud[Symbol.asyncDispose]())

const dub = (env: NodeJS.ProcessEnv, ...more: string[]) =>
  cloud.start(['dub', 'talk.wav', '--lang', 'es', ...more], env).ended
const asked = () => [...cloud.deepgram.calls, ...cloud.openai.calls].length

test.each(['DEEPGRAM_API_KEY', 'OPENAI_API_KEY'])('without %s it says so, and asks nobody', async (missing) => {
  for (const more of [[], ['--engine', 'cloud']]) {
    const { code, err } = await dub({ [missing]: '' }, ...more)
    expect({ code, err }).toEqual({ code: 4, err: expect.stringMatching(/^Error: .+\n.+/m) })
    expect(err).toMatch(new RegExp(`Set .*${missing}`))
    expect(err).not.toMatch(/emulated-\w+-key/)
  }
  expect(asked()).toBe(0)
})

test('a wrong key of Deepgram is refused once, and not shown', async () => {
  const { code, err } = await dub({ DEEPGRAM_API_KEY: 'dg-wrong-key-of-somebody' })
  expect(code).toBe(4)
  expect(err).toMatch(/^Error: Deepgram refuses the key \(DEEPGRAM_API_KEY, HTTP 401.*\n.*export DEEPGRAM_API_KEY=/m)
  expect(cloud.calls('stt')).toHaveLength(1)
})

test('a wrong key of OpenAI is refused once, and not shown, though the vendor quotes it', async () => {
  const { code, err } = await dub({ OPENAI_API_KEY: 'sk-wrong-key-of-somebody' })
  expect(code).toBe(4)
  expect(err).toMatch(/^Error: OpenAI refuses the key \(OPENAI_API_KEY, HTTP 401.*\n.*export OPENAI_API_KEY=/m)
  expect(err).not.toMatch(/sk-wrong|body\b.*\*\*/)
  expect(cloud.calls('llm')).toHaveLength(1)
})

test('no file holds a key, right or wrong', async () => {
  expect((await dub({})).code).toBe(0)
  expect(cloud.calls('stt').filter(({ status }) => status === 200)).toHaveLength(1)
  for (const folder of [cloud.person.folder, cloud.person.home]) {
    expect(
      await filesHolding(folder, 'dg-wrong', 'sk-wrong', 'body****', 'emulated-deepgram', 'emulated-openai'),
    ).toEqual([])
  }
})
