/** Characters of a track's name that the database keeps. */
export const LONGEST_NAME = 255

/**
 * What is wrong with a track's file name: delivered files are called after it, so it must be one name and lead nowhere.
 * @returns undefined where nothing is.
 */
export function wrongName(name: string): string | undefined {
  if (name.trim() === '') return 'It is empty.'
  if (name.length > LONGEST_NAME) return `It is longer than ${LONGEST_NAME} characters.`
  if (/[/\\]/.test(name)) return 'It is a path: give the file name alone.'
  if (/\p{Cc}|\p{Cs}/u.test(name)) return 'It has characters that no file name has.'
  return /^\.+$/.test(name) ? 'It is a folder.' : undefined
}
