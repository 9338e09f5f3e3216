/** The scripts that are written without spaces between words, and the full-width forms that go with them. */
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const ANY = `[${SCRIPTS.map((script) => `\\p{scx=${script}}`).join('')}\u3000-\u303f\uff01-\uff65]`

/** Whether a text holds, begins with or ends with a character of such a script. */
export const HAS_UNSPACED = new RegExp(ANY, 'u')
export const STARTS_UNSPACED = new RegExp(`^${ANY}`, 'u')
export const ENDS_UNSPACED = new RegExp(`${ANY}$`, 'u')

/** Full-width punctuation carries its own space, whatever stands beside it. */
const FULL_WIDTH = '[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]'
const STARTS_FULL_WIDTH = new RegExp(`^${FULL_WIDTH}`, 'u')
const ENDS_FULL_WIDTH = new RegExp(`${FULL_WIDTH}$`, 'u')

/**
 * What stands between two neighbouring words: nothing inside Chinese, Japanese, Thai and their kin, a space everywhere
 * else. Korean has spaces. Numbers and marks lean on such a script ("2024年"), Latin words keep their distance from it.
 */
export function spaceBetween(left: string, right: string): '' | ' ' {
  if (ENDS_FULL_WIDTH.test(left) || STARTS_FULL_WIDTH.test(right)) return ''
  if (ENDS_UNSPACED.test(left)) return STARTS_UNSPACED.test(right) || /^[\p{Nd}\p{P}\p{S}]/u.test(right) ? '' : ' '
  return STARTS_UNSPACED.test(right) && /\p{Nd}$/u.test(left) ? '' : ' '
}
