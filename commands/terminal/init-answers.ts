import { parseLanguage } from '../../src/dub/language.ts'
import { Failure } from '../../src/failure.ts'
import type { SettingName, Settings } from '../../src/settings.ts'
import { readKeys } from '../../src/setup/read-keys.ts'
import { settingValue } from '../../src/setup/setting-value.ts'
import type { Context } from '../command.ts'

/** What commander makes of the flags of `ytdub init`. */
export type InitFlags = {
  readonly keys?: 'environment' | 'stdin' | 'none'
  readonly lang?: readonly string[]
  readonly out?: string
  readonly supabaseUrl?: string
  readonly supabasePublishableKey?: string
  readonly apiUrl?: string
  readonly check?: boolean
}

/** Settings to be written; one that is undefined is taken out of the file. */
export type Answers = { readonly [name in keyof Settings]?: Settings[name] | undefined }

const ANSWERED_BY = {
  out: 'out',
  supabaseUrl: 'supabaseUrl',
  supabasePublishableKey: 'supabasePublishableKey',
  apiUrl: 'apiUrl',
} as const

/**
 * The answers that stand in the command line, the environment and, where it is to be read, standard input (`secrets`).
 * @throws {Failure} `usage`, where one is wrong.
 */
export async function answersIn(
  flags: InitFlags,
  { config }: Pick<Context, 'config'>,
  secrets: () => Promise<string>,
): Promise<Answers> {
  const typed = Object.entries(ANSWERED_BY).flatMap(([flag, name]) => {
    const text = flags[flag as keyof typeof ANSWERED_BY]
    return text === undefined ? [] : [[name, text === '' ? undefined : settingValue(name, text)] as const]
  })
  return {
    ...Object.fromEntries(typed),
    ...(flags.lang && { languages: flags.lang.map(parseLanguage) }),
    ...(flags.keys === 'stdin' && readKeys(await secrets())),
    ...(flags.keys === 'environment' && keysOf(config)),
  }
}

/** Those that the environment or the folder's .env has. */
function keysOf(config: Context['config']): Answers {
  const there = KEYS.filter(
    (name) => config.sources[name]?.from === 'environment' || config.sources[name]?.from === '.env',
  )
  if (there.length > 0) return Object.fromEntries(there.map((name) => [name, config[name]]))
  throw new Failure('usage', 'No key is set in the environment.', { hint: 'Set DEEPGRAM_API_KEY and OPENAI_API_KEY.' })
}

const KEYS = ['deepgramApiKey', 'openaiApiKey', 'localApiKey'] as const satisfies readonly SettingName[]

/**
 * Where nobody can be asked, nothing is guessed.
 * @throws {Failure} `usage`, naming the flags that are missing.
 */
export function mustBeAnswered(flags: InitFlags, { config }: Pick<Context, 'config'>): void {
  const own = (name: SettingName) => config.sources[name]?.from === 'own'
  const missing = [
    ...(flags.keys === undefined && !own('deepgramApiKey') && !own('openaiApiKey') ? ['--keys'] : []),
    ...(flags.lang === undefined && !own('languages') ? ['--lang'] : []),
  ]
  if (missing.length === 0) return
  throw new Failure('usage', `Nobody can be asked here. Missing: ${missing.join(', ')}.`, {
    hint: 'For example: ytdub init --keys environment --lang es,fr\nAlso: --out, --supabase-url, --supabase-publishable-key, --api-url',
  })
}
