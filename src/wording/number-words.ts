import { toCardinal as ar } from 'n2words/ar-SA'
import { toCardinal as hi } from 'n2words/hi-IN'
import { toCardinal as ja } from 'n2words/ja-JP'
import { toCardinal as ko } from 'n2words/ko-KR'
import { toCardinal as ru } from 'n2words/ru-RU'
import { baseOf } from '../dub/language.ts'
import { spellerOf } from './speller.ts'

/** Languages whose digits are left to the voice. Japanese and Chinese count with the same characters. */
const OTHERS: { readonly [language: string]: (value: bigint) => string } = { ar, hi, ja, ko, ru, zh: ja }

/** A whole number in a language's words, or in characters where it counts with them; undefined where they are not known. */
export function numberWords(digits: string, language: string): string | undefined {
  const value = BigInt(digits)
  return spellerOf(language)?.cardinal(value) ?? OTHERS[baseOf(language)]?.(value)
}
