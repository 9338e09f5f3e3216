import { nameOf } from '../dub/language.ts'

/** A language as people see it in a list: its name in English, and the flag of where it is most spoken. */
export function languageLabel(tag: string): { readonly languageName: string; readonly flag: string } {
  return { languageName: nameOf(tag), flag: flagOf(regionOf(tag)) }
}

function regionOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().region
  } catch {
    return undefined // A RangeError: the database keeps any text, and one bad row must not spoil the whole list.
  }
}

/** Two regional indicator symbols; a globe for what is spoken in no one country (`eo`, `es-419`). */
function flagOf(region: string | undefined): string {
  if (region === undefined || !/^[A-Z]{2}$/.test(region)) return '🌐'
  return String.fromCodePoint(...[...region].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65))
}
