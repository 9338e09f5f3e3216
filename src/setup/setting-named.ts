import { didYouMean } from '../dub/nearest.ts'
import { Failure } from '../failure.ts'
import { type SettingName, settingsSchema, VARIABLES } from '../settings.ts'

/**
 * The setting that somebody means, by its name or by its variable's: `maxRate`, `DEEPGRAM_API_KEY`.
 * @throws {Failure} `usage`, where there is none; it names the nearest.
 */
export function settingNamed(text: string): SettingName {
  const names = Object.keys(settingsSchema.shape) as SettingName[]
  const found = names.find((name) => name === text || variableOf(name) === text)
  if (found !== undefined) return found
  const hints = [didYouMean(text, [...names, ...Object.values(VARIABLES)]), `Settings are ${names.join(', ')}.`]
  throw new Failure('usage', `There is no setting ${JSON.stringify(text)}.`, {
    hint: hints.filter((hint) => hint !== '').join('\n'),
  })
}

/** The environment variable of a setting, where it has one. */
export function variableOf(name: SettingName): string | undefined {
  const variables: { readonly [setting in SettingName]?: string } = VARIABLES
  return variables[name]
}
