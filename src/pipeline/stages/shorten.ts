import type { ProviderRef } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { LineToShorten, Shortened, TextToShorten } from '../../ports/providers.ts'
import { expectedTokens } from '../script/expected-tokens.ts'
import type { Stage } from '../stage.ts'

/** `shortenVariant` changes nothing but the key: answers to other instructions are not recalled. */
type Question = TextToShorten & { readonly by: ProviderRef; readonly shortenVariant?: string }

/** Shorter wordings of lines that were spoken and are too long; null for a line whose answer is empty or no shorter. */
export const shorten: Stage<Question, Shortened> = {
  name: 'shorten',
  version: 1,
  async run({ by, ...text }, { providers, scratch, signal, progress }) {
    const options = { signal, progress, scratch: (name: string) => scratch.path(name) }
    const translator = providers.translator(by.id)
    if (!translator.shorten) throw new Failure('internal', `${by.id} cannot make wordings shorter.`)
    const { texts, units } = await translator.shorten(text, options)
    if (texts.length !== text.lines.length) {
      const what = `${texts.length} wordings for ${text.lines.length}`
      throw new Failure('vendor', `${by.id} gave back ${what}.`, { retryable: true, spent: { ...units } })
    }
    return { texts: texts.map((wording, index) => ifShorter(wording, text.lines[index])), units }
  },
  bill: ({ by, lines, before, after }, output) => {
    const [texts, wordings] = [lines.map(({ text }) => text), lines.map(({ wording }) => wording)]
    return { by, units: output?.units ?? expectedTokens(wordings, [...texts, ...before, ...after]) }
  },
}

function ifShorter(text: string | null, line: LineToShorten | undefined): string | null {
  const wording = text?.trim() ?? ''
  const isShorter = wording !== '' && [...wording].length < [...(line?.wording ?? '')].length
  return isShorter ? wording : null
}
