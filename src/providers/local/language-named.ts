import { LANGUAGES, nameOf } from '../../dub/language.ts'

/** Names that Whisper has for languages beside those of Intl. Source: openai/whisper, tokenizer.py */
const OTHER_NAMES: { readonly [name: string]: string } = {
  castilian: 'es',
  flemish: 'nl',
  mandarin: 'zh',
  valencian: 'ca',
}

/** The code (BCP-47) of a language that a server names as OpenAI does (`english`) or by its code; undefined where it is none. */
export function languageNamed(name: string): string | undefined {
  const plain = name.trim().toLowerCase()
  const code = LANGUAGES.find(({ code }) => code === plain || nameOf(code).toLowerCase() === plain)?.code
  return code ?? OTHER_NAMES[plain] ?? tagOf(plain)
}

function tagOf(text: string): string | undefined {
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,4})?$/.test(text)) return undefined
  try {
    return Intl.getCanonicalLocales(text.replace('_', '-'))[0]
  } catch {
    return undefined
  }
}
