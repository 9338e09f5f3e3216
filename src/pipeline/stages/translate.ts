import type { ProviderRef } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { TextToTranslate, Translated } from '../../ports/providers.ts'
import { expectedTokens } from '../script/expected-tokens.ts'
import type { Stage } from '../stage.ts'

type Question = TextToTranslate & { readonly by: ProviderRef }

/** Some lines in another language: as many as there were, none lost, none empty. */
export const translate: Stage<Question, Translated> = {
  name: 'translate',
  version: 2,
  async run({ by, ...text }, { providers, scratch, signal, progress }) {
    const options = { signal, progress, scratch: (name: string) => scratch.path(name) }
    const translated = await providers.translator(by.id).translate(text, options)
    const { texts, units, left = [] } = translated
    const isLeft = (index: number) => left.some(({ id }) => id === text.lines[index]?.id)
    const count = texts.length === text.lines.length ? undefined : `${texts.length} lines for ${text.lines.length}`
    const empty = texts.findIndex((line, index) => line.trim() === '' && !isLeft(index))
    const allLeft = left.length > 0 && left.length >= text.lines.length
    if (count === undefined && empty === -1 && !allLeft) return translated
    const what = count ?? `nothing for line ${text.lines[empty]?.id ?? empty + 1}`
    throw new Failure('vendor', `${by.id} gave back ${what}.`, { retryable: true, spent: { ...units } })
  },
  bill: ({ by, lines, before, after }, output) => {
    const texts = lines.map(({ text }) => text)
    return { by, units: output?.units ?? expectedTokens(texts, [...before, ...after]) }
  },
}
