import type { Provider, Providers, Synthesizer, Translator } from '../../ports/providers.ts'

/**
 * The same providers, but what is free to ask of them, versions and voices, is asked once for a whole batch: offline
 * engines start a program for each answer, and servers are sent a request.
 */
export function askOnce({ transcriber, translator, synthesizer }: Providers): Providers {
  return {
    transcriber: once((id) => own(transcriber(id), {})),
    translator: once((id) => translatorOnce(translator(id))),
    synthesizer: once((id) => synthesizerOnce(synthesizer(id))),
  }
}

function translatorOnce(translator: Translator): Translator {
  if (!('ready' in translator)) return own(translator, {})
  const known = once(async (pair) => {
    const [from = '', to = ''] = pair.split('>')
    await translator.ready?.(from, to)
  })
  return own(translator, { ready: async (from: string, to: string) => known(`${from}>${to}`) })
}

function synthesizerOnce(synthesizer: Synthesizer): Synthesizer {
  return own(synthesizer, { voices: once((language) => synthesizer.voices(language)) })
}

/** The provider itself, but for some of its answers. */
function own<Kind extends Provider>(provider: Kind, answers: Partial<Kind>): Kind {
  const model = once(() => provider.model())
  return Object.assign(Object.create(provider) as Kind, { model: () => model('') }, answers)
}

/** Remembers answers by their question; one that fails is asked again. */
function once<Answer>(ask: (question: string) => Answer): (question: string) => Answer {
  const known = new Map<string, Answer>()
  return (question) => {
    const answer = known.get(question) ?? ask(question)
    known.set(question, answer)
    if (answer instanceof Promise) answer.catch(() => known.delete(question))
    return answer
  }
}
