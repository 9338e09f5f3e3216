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
  async run({ by, ...script }, { providers, scratch, signal, progress }) {
    const texts = await providers
      .translator(by.id)
      .translate(script, { signal, progress, scratch: (name) => scratch.path(name) })
    const count = texts.length === script.texts.length ? undefined : `${texts.length} lines for ${script.texts.length}`
    const empty = texts.findIndex((text) => text.trim() === '')
    if (count === undefined && empty === -1) return texts
    const what = count ?? `nothing for line ${empty + 1}`
    throw new Failure('vendor', `${by.id} gave back ${what}.`, { retryable: true })
  },
  usage: () => ({}),
}
