import { Failure } from '../../failure.ts'
import type { Finding } from '../../ports/findings.ts'
import { type OpenAISettings, openaiClient } from '../openai/client.ts'
import { openaiTrouble } from '../openai/trouble.ts'
import { findingOf, onlyOnce } from './finding.ts'

/** What ytdub uses, unless it is told otherwise, to translate; and either of these to speak where Deepgram has no voice. */
const TRANSLATES = 'gpt-6-luna'
const SPEAK = ['gpt-4o-mini-tts', 'gpt-realtime-2.1-mini']
const SECONDS = 20

/** Whether OpenAI can be reached, takes the key, and has the models that ytdub uses. Asks for the list of models: free of charge. */
export async function checkOpenAI({
  model = TRANSLATES,
  ...settings
}: OpenAISettings & { readonly model?: string | undefined }): Promise<Finding> {
  const about = { name: 'OpenAI', engines: ['cloud'] } as const
  if (settings.apiKey === undefined) {
    return { ...about, status: 'unset', detail: 'no key', hint: 'Set OPENAI_API_KEY.' }
  }
  const calls = onlyOnce({ vendor: 'OpenAI', troubleOf: openaiTrouble }, SECONDS)
  return findingOf(about, async () => {
    const spec = { what: 'the list of models', seconds: SECONDS, signal: new AbortController().signal }
    const answer = await calls(spec, async (signal) => (await openaiClient(settings)).get('/models', { signal })).catch(
      (error: unknown) => {
        throw refusedKey(error)
      },
    )
    const models = namesIn(answer)
    if (!models.includes(model)) throw withoutModel(model)
    const speaking = SPEAK.filter((name) => models.includes(name))
    return `key accepted; ${model}${speaking.length > 0 ? `; speech: ${speaking.join(', ')}` : '; no speech model'}`
  })
}

function namesIn(answer: unknown): readonly string[] {
  const { data } = (answer ?? {}) as { readonly data?: unknown }
  if (!Array.isArray(data))
    throw new Failure('vendor', 'What answers is not OpenAI.', { hint: 'Correct OPENAI_BASE_URL.' })
  return data.flatMap((model: { id?: unknown } | null) => (typeof model?.id === 'string' ? [model.id] : []))
}

function refusedKey(error: unknown): unknown {
  const { cause } = Failure.from(error)
  const kind = openaiTrouble(cause)?.kind
  if (kind === 'auth') {
    return new Failure('auth', 'It refuses the key.', { hint: 'Set a valid OPENAI_API_KEY.', cause })
  }
  if (kind === undefined) return error
  return new Failure('vendor', Failure.from(error).message, {
    hint: 'Check the connection, and OPENAI_BASE_URL where it is set.',
    cause,
  })
}

function withoutModel(model: string): Failure {
  return new Failure('config', `The key is accepted, but may not use ${model}.`, {
    hint: "Allow the model in the project's settings at platform.openai.com, or name another one: --llm openai:MODEL",
  })
}
