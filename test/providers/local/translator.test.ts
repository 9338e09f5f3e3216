import { expect, test } from 'vitest'
import { localAccount } from '../../../src/providers/local/local-server.ts'
import { localTranslator } from '../../../src/providers/local/translator.ts'
import { startOpenAI } from '../../rig/emulators/openai.ts'
import { callsOf, failure, options } from '../openai/say.ts'

const TEXT = {
  lines: [{ id: 1, text: 'Hello, my friends.', speaker: 0, seconds: 2, characters: 30 }],
  before: [],
  after: [],
  from: 'en',
  to: 'es',
  glossary: [],
  register: null,
  context: null,
}
const calls = callsOf(localAccount('llm'))

test.each([['ollama'], ['localai'], ['no-usage']] as const)(
  'translates with the only model there is (%s)',
  async (quirk) => {
    await using emulator = await startOpenAI({ quirks: [quirk], keyless: true })
    const { id, ...translator } = localTranslator({ baseUrl: emulator.url }, calls)
    expect(id).toBe('local')
    expect(await translator.model()).toBe('local-model')
    const { texts } = await translator.translate(TEXT, options())
    expect(texts).toHaveLength(1)
    expect(texts[0]).not.toBe('')
    expect(JSON.parse(emulator.calls.at(-1)!.body.toString('utf8'))).toMatchObject({ model: 'local-model' })
  },
)

test('without a base URL it says which setting', async () => {
  const told = { code: 'config', hint: expect.stringContaining('export YTDUB_LLM_BASE_URL=') }
  expect(await failure(localTranslator({}, calls).model())).toMatchObject(told)
  expect(await failure(localTranslator({}, calls).translate(TEXT, options()))).toMatchObject(told)
})
