import type { Translator } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { openaiTranslator } from '../openai/translator.ts'
import { type LocalSettings, localServer } from './local-server.ts'

/** Translates with a language model on a server of one's own: Ollama, LM Studio, vLLM, LocalAI, whatever speaks like OpenAI. */
export function localTranslator(settings: LocalSettings, calls: VendorCalls): Translator {
  const server = localServer('llm', settings)
  const translatorWith = (model: string) => openaiTranslator({ ...settings, id: 'local', plain: true, model }, calls)
  const ready = async () => {
    await server.client() // Says what to set where it is not.
    return translatorWith(await server.model())
  }
  return {
    ...translatorWith('unknown'),
    model: server.model,
    translate: async (text, options) => (await ready()).translate(text, options),
    shorten: async (text, options) => (await ready()).shorten(text, options),
  }
}
