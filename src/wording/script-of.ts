/** Letters that belong to a language's script, and all other ones that count. */
type LetterCount = { readonly own: number; readonly foreign: number }

/** Languages that are also written in Latin letters, whatever their usual script. */
const ALSO_LATIN = new Set(['az', 'bs', 'kk', 'ku', 'sr', 'uz'])
/** What one code of ISO 15924 stands for where it is more than one script. */
const COMPOUND: { readonly [script: string]: readonly string[] } = {
  Hans: ['Han'],
  Hant: ['Han'],
  Jpan: ['Han', 'Hira', 'Kana'],
  Kore: ['Hang'],
}

/**
 * How many letters of a text are in the scripts of a language. Where that is not Latin, words in Latin letters do not
 * count if they are names and acronyms, which most languages leave as they are: such that have a capital or a digit.
 */
export function countLetters(text: string, language: string): LetterCount {
  const scripts = scriptsOf(language)
  const counted = scripts.includes('Latn') ? text : text.replace(NAME, ' ')
  const own = new RegExp(`[${scripts.map((script) => String.raw`\p{Script_Extensions=${script}}`).join('')}]`, 'u')
  const letters = counted.match(/\p{L}/gu) ?? []
  const count = letters.filter((letter) => own.test(letter)).length
  return { own: count, foreign: letters.length - count }
}

const NAME = /[\p{Script=Latin}\d._'’&@/-]*(?:(?=\p{Script=Latin})\p{Lu}|\d)[\p{Script=Latin}\d._'’&@/-]*/gu

function scriptsOf(language: string): readonly string[] {
  const { script = 'Latn', language: base } = new Intl.Locale(language).maximize()
  return [...(COMPOUND[script] ?? [script]), ...(ALSO_LATIN.has(base) ? ['Latn'] : [])]
}
