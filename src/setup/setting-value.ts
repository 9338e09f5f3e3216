import { z } from 'zod'
import { parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import { SECRET_SETTINGS, type SettingName, type Settings, settingsSchema } from '../settings.ts'

/**
 * A setting's value, as it is typed: lists with commas between their parts.
 * @throws {Failure} `usage`, where it is none; it never quotes what was typed, which may be a key, but for an origin.
 */
export function settingValue<Name extends SettingName>(name: Name, text: string): NonNullable<Settings[Name]> {
  const shape = settingsSchema.shape[name].unwrap()
  const typed = typedValue(shape, text.trim())
  const parsed = shape.safeParse(typed)
  if (!parsed.success) {
    throw new Failure('usage', `${name} is wrong: ${parsed.error.issues[0]?.message ?? 'not understood'}.`, {
      hint: 'Nothing was changed.',
    })
  }
  const value = name === 'languages' ? (parsed.data as string[]).map(parseLanguage) : parsed.data
  return value as NonNullable<Settings[Name]>
}

function typedValue(shape: z.ZodType, text: string): unknown {
  if (shape instanceof z.ZodArray) return text.split(',').map((part) => part.trim())
  if (shape instanceof z.ZodNumber) return text === '' ? text : Number(text)
  return text
}

/** Whether nobody else may see a setting. */
export function isSecret(name: SettingName): boolean {
  return SECRET_SETTINGS.some((secret) => secret === name)
}

/** A value to be shown: of secrets that they are set, and how long ones end; addresses without the password in them. */
export function shownValue(name: SettingName, value: unknown): string {
  const text = Array.isArray(value) ? value.join(',') : String(value)
  if (isSecret(name)) return text.length < LONG_SECRET ? 'set' : `set/…${text.slice(-4)}`
  return withoutPassword(text)
}

/** Of so many characters four give little away. */
const LONG_SECRET = 20

/** `http://somebody:secret@proxy:3128` → `http://somebody:…@proxy:3128` */
export function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1:…@')
}
