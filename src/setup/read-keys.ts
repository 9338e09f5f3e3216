import { parseEnv } from 'node:util'
import { Failure } from '../failure.ts'
import { OLDER, type SecretName, type SettingName, VARIABLES } from '../settings.ts'
import { isSecret } from './setting-value.ts'

/** Keys by their settings. */
export type Keys = { readonly [name in SecretName]?: string }

/**
 * Keys as a script hands them over by standard input: lines such as `DEEPGRAM_API_KEY=…`, as in an .env file.
 * @throws {Failure} `usage`, where there is none, or a name is none of a key's; it never quotes a value.
 */
export function readKeys(text: string): Keys {
  const told = Object.entries(parseEnv(text)).filter(([, value]) => value !== undefined && value !== '')
  const keys = told.map(([variable, value]) => [secretOf(variable), value])
  if (keys.length > 0) return Object.fromEntries(keys) as Keys
  throw new Failure('usage', 'There is no key in standard input.', { hint: 'Write one to a line: DEEPGRAM_API_KEY=…' })
}

function secretOf(variable: string): SettingName {
  const all = [...Object.entries(VARIABLES), ...Object.entries(OLDER)] as [SettingName, string][]
  const name = all.find(([setting, each]) => each === variable && isSecret(setting))?.[0]
  if (name !== undefined) return name
  const known = all.flatMap(([setting, each]) => (isSecret(setting) ? [each] : []))
  throw new Failure('usage', 'Standard input names something that is no key of ytdub’s.', {
    hint: `Keys are ${known.join(', ')}.`,
  })
}
