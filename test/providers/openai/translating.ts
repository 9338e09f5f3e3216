import type { TextToTranslate } from '../../../src/ports/providers.ts'
import { vendorCalls } from '../../../src/providers/calls/vendor-calls.ts'
import { openaiTranslator } from '../../../src/providers/openai/translator.ts'
import { openaiTrouble } from '../../../src/providers/openai/trouble.ts'
import { EMULATED_OPENAI_KEY, type OpenAIEmulator } from '../../rig/emulators/openai.ts'

const calls = () =>
  vendorCalls(
    { vendor: 'OpenAI', keyName: 'OPENAI_API_KEY', atOnce: 8, troubleOf: openaiTrouble },
    { clock: { now: () => 0 }, pause: async () => {}, random: () => 0 },
  )
/** A translator at OpenAI's emulator. */
export const cloud = ({ url }: Pick<OpenAIEmulator, 'url'>, model?: string) =>
  openaiTranslator({ id: 'openai', apiKey: EMULATED_OPENAI_KEY, baseUrl: url, model }, calls())
/** One at a local server. */
export const local = ({ url }: Pick<OpenAIEmulator, 'url'>) =>
  openaiTranslator({ id: 'local', baseUrl: url, model: 'gemma', plain: true }, calls())

export const text = (texts: readonly string[], more: Partial<TextToTranslate> = {}): TextToTranslate => ({
  lines: texts.map((each, index) => ({
    id: index + 1,
    text: each,
    speaker: index % 2,
    seconds: 3.04,
    characters: each.length,
  })),
  before: [],
  after: [],
  from: 'en',
  to: 'es',
  glossary: [],
  register: null,
  context: null,
  ...more,
})
export const options = (signal = new AbortController().signal) => ({
  signal,
  progress: () => {},
  scratch: (name: string) => name,
})

type Sent = {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly reasoning_effort?: string
}
/** The bodies of all requests. */
export const sent = ({ calls: seen }: OpenAIEmulator) =>
  seen.map(({ body }) => JSON.parse(body.toString('utf8')) as Sent)
/** What the model was given to read, request by request. */
export const documents = (openai: OpenAIEmulator) =>
  sent(openai).map(
    ({ messages }) => JSON.parse(messages.at(-1)?.content ?? '') as TextToTranslate & { mend?: unknown[] },
  )
/** The lines that were asked for, request by request. */
export const asked = (openai: OpenAIEmulator) => documents(openai).map(({ lines }) => lines.map(({ id }) => id))

/** Each has a number and a placeholder, so that a mistake in it shows. */
export const TEN = Array.from({ length: 10 }, (_, index) => `This is sentence ${index + 11} of {count}.`)
