import type { ProviderRef } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { Stage } from '../stage.ts'

type Question = {
  readonly texts: readonly string[]
  readonly from: string
  readonly to: string
  readonly by: ProviderRef
}

/** The lines in another language: as many as there were, none lost, none empty. */
export const translate: Stage<Question, readonly string[]> = {
  name: 'translate',
  version: 1,
  async run({ by, ...script }, { providers, signal, progress }) {
    const texts = await providers.translator(by.id).translate(script, { signal, progress })
    const wrong = script.texts.findIndex((_, index) => (texts[index] ?? '').trim() === '')
    if (texts.length === script.texts.length && wrong === -1) return texts
    const what = wrong === -1 ? `${texts.length} lines for ${script.texts.length}` : `nothing for line ${wrong + 1}`
    throw new Failure('vendor', `${by.id} gave back ${what}.`, { retryable: true })
  },
  usage: () => ({}),
}
