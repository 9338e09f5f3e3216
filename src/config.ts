import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import envPaths from 'env-paths'
import { z } from 'zod'
import { Failure } from './failure.ts'

const url = z.url({ protocol: /^https?$/, error: 'it is no http or https address' })

/**
 * Every setting, in the spelling of configuration files. Environment variables have the names in `VARIABLES`. Strings
 * that are empty count as not set.
 */
const fileSchema = z.strictObject({
  home: z.string().min(1).optional(),
  ffmpegPath: z.string().min(1).optional(),
  deepgramApiKey: z.string().min(1).optional(),
  deepgramBaseUrl: url.optional(),
  openaiApiKey: z.string().min(1).optional(),
  openaiBaseUrl: url.optional(),
  /** Servers of one's own that speak like OpenAI's API, and the key that they were started with, where there is one. */
  sttBaseUrl: url.optional(),
  llmBaseUrl: url.optional(),
  ttsBaseUrl: url.optional(),
  localApiKey: z.string().min(1).optional(),
  ttsVoices: z.array(z.string().min(1)).optional(),
  /** The service: its API, and the Supabase project behind it. A person needs the first three, the service all. */
  apiUrl: url.optional(),
  supabaseUrl: url.optional(),
  supabasePublishableKey: z.string().min(1).optional(),
  supabaseSecretKey: z.string().min(1).optional(),
  /** Of projects that still sign their tokens with one (HS256). */
  supabaseJwtSecret: z.string().min(1).optional(),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/, error: 'it is no postgresql:// address' }).optional(),
  /** A session's access token, instead of one that was signed in for. */
  accessToken: z.string().min(1).optional(),
  /** Web pages that may call the API: origins, such as `https://app.example.com`. */
  corsOrigins: z.array(z.string().min(1)).optional(),
  /** `provider` or `provider:model`. */
  stt: z.string().min(1).optional(),
  llm: z.string().min(1).optional(),
  tts: z.string().min(1).optional(),
  maxCost: z.number().min(0).optional(),
  maxHours: z.number().positive().optional(),
  engine: z.enum(['auto', 'cloud', 'local', 'offline']).optional(),
  languages: z.array(z.string().min(1)).optional(),
  format: z.enum(['m4a', 'mp3', 'wav', 'flac', 'opus']).optional(),
  maxRate: z.number().min(1).max(2).optional(),
  sync: z.enum(['natural', 'tight']).optional(),
  out: z.string().min(1).optional(),
})

type Settings = z.infer<typeof fileSchema>

export type Config = Settings & {
  /** The data folder: database, blobs, scratch. */
  readonly home: string
  /** The working folder. */
  readonly folder: string
  /** `PATH`, to look programs up in. */
  readonly searchPath: string
  /** Whether the machine says that nobody is there to answer (`CI`). */
  readonly unattended: boolean
  readonly noColor: boolean
  /** What was left out of a file, and why. */
  readonly warnings: readonly string[]
}

const VARIABLES = {
  home: 'YTDUB_HOME',
  ffmpegPath: 'FFMPEG_PATH',
  deepgramApiKey: 'DEEPGRAM_API_KEY',
  deepgramBaseUrl: 'DEEPGRAM_BASE_URL',
  openaiApiKey: 'OPENAI_API_KEY',
  openaiBaseUrl: 'OPENAI_BASE_URL',
  sttBaseUrl: 'YTDUB_STT_BASE_URL',
  llmBaseUrl: 'YTDUB_LLM_BASE_URL',
  ttsBaseUrl: 'YTDUB_TTS_BASE_URL',
  localApiKey: 'YTDUB_LOCAL_API_KEY',
  apiUrl: 'YTDUB_API_URL',
  supabaseUrl: 'SUPABASE_URL',
  supabasePublishableKey: 'SUPABASE_PUBLISHABLE_KEY',
  supabaseSecretKey: 'SUPABASE_SECRET_KEY',
  supabaseJwtSecret: 'SUPABASE_JWT_SECRET',
  databaseUrl: 'DATABASE_URL',
  accessToken: 'YTDUB_ACCESS_TOKEN',
} as const satisfies Partial<Record<keyof Settings, string>>

/** Older names that Supabase gave its keys. */
const OLDER = {
  supabasePublishableKey: 'SUPABASE_ANON_KEY',
  supabaseSecretKey: 'SUPABASE_SERVICE_KEY',
} as const satisfies Partial<Record<keyof typeof VARIABLES, string>>

/** Settings by which a file could make ytdub run a program or send a key elsewhere, and those that vouch for them. */
const DANGEROUS = [
  'ffmpegPath',
  'home',
  'deepgramBaseUrl',
  'openaiBaseUrl',
  'sttBaseUrl',
  'llmBaseUrl',
  'ttsBaseUrl',
  'apiUrl',
  'supabaseUrl',
] as const satisfies readonly (keyof Settings)[]
/** Variables that hold keys, this version's and others'. */
const SECRETS = [
  'DEEPGRAM_API_KEY',
  'OPENAI_API_KEY',
  'YTDUB_LOCAL_API_KEY',
  // Not ytdub's, but the SDKs would read them by themselves.
  'OPENAI_ADMIN_KEY',
  'OPENAI_CUSTOM_HEADERS',
  'DEEPGRAM_ACCESS_TOKEN',
  'SUPABASE_SECRET_KEY',
  'SUPABASE_SERVICE_KEY',
  'SUPABASE_JWT_SECRET',
  'DATABASE_URL',
  'YTDUB_ACCESS_TOKEN',
]
const KEYS = [
  'deepgramApiKey',
  'openaiApiKey',
  'localApiKey',
  'supabaseSecretKey',
  'databaseUrl',
  'accessToken',
] as const satisfies readonly (keyof Settings)[]

/**
 * The settings that hold here: environment > `.env` and `ytdub.config.json` of the working folder > the person's own
 * file > defaults; flags stand above all and are the commands'. The only reader of the environment, out of which it takes
 * the keys.
 * @throws {Failure} `config`, where a file cannot be read; it names the setting.
 */
export async function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
): Promise<Config> {
  const paths = envPaths('ytdub', { suffix: '' })
  const warnings: string[] = []
  const layers: readonly Layer[] = [
    { settings: await readSettings(join(paths.config, 'config.json')) },
    { file: 'ytdub.config.json', settings: await readSettings(join(folder, 'ytdub.config.json')) },
    { file: '.env', settings: variables(parseEnv((await textOf(join(folder, '.env'))) ?? '')) },
    { settings: variables(environment) },
  ]
  // Programs that are run get this environment too, and none of them needs to see a key.
  for (const name of SECRETS) delete environment[name]
  const settings = merged(layers.map((layer) => ({ ...layer, settings: trusted(layer, layers, warnings) })))
  return {
    ...settings,
    home: settings.home ?? paths.data,
    folder,
    searchPath: environment['PATH'] ?? '',
    unattended: isSet(environment['CI']),
    noColor: isSet(environment['NO_COLOR']),
    warnings,
  }
}

function variables(environment: NodeJS.Dict<string>): Settings {
  const set = Object.entries(VARIABLES).flatMap(([setting, variable]) => {
    const older = OLDER[setting as keyof typeof OLDER]
    const value = isSet(environment[variable]) ? environment[variable] : older && environment[older]
    return isSet(value) ? [[setting, value] as const] : []
  })
  const origins = environment['YTDUB_CORS_ORIGINS']
  const corsOrigins = isSet(origins) ? { corsOrigins: origins.split(',').map((each) => each.trim()) } : {}
  return checked({ ...Object.fromEntries(set), ...corsOrigins })
}

/** Variables are told as they are called, not as settings are. */
function checked(settings: Settings): Settings {
  const parsed = fileSchema.safeParse(settings)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const setting = issue?.path[0] as keyof typeof VARIABLES
  throw new Failure('config', `${VARIABLES[setting]} is wrong: ${issue?.message ?? 'not understood'}.`, {
    hint: 'Correct it or leave it out.',
  })
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

/** Settings from one place; `file` names one of the working folder. */
type Layer = { readonly file?: string; readonly settings: Settings }

function merged(layers: readonly Layer[]): Settings {
  return Object.assign({}, ...layers.map(({ settings }) => settings)) as Settings
}

/**
 * The working folder may be somebody else's: a program path or base URL of its files counts only where every key that holds comes
 * from the same file, so that a stranger's file never sees a key but its own.
 */
function trusted({ file, settings }: Layer, layers: readonly Layer[], warnings: string[]): Settings {
  const all = merged(layers)
  const keys = KEYS.filter((key) => all[key] !== undefined)
  if (file === undefined || (keys.length > 0 && keys.every((key) => all[key] === settings[key]))) return settings
  const left = DANGEROUS.filter((name) => settings[name] !== undefined)
  for (const name of left)
    warnings.push(
      `${name} in ${file} of this folder is not used: a folder's file may say that only together with the keys that hold.`,
    )
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !left.some((other) => other === name)))
}

async function readSettings(path: string): Promise<Settings> {
  const text = await textOf(path)
  if (text === undefined) return {}
  const parsed = fileSchema.safeParse(parseJson(text, path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') || 'its top'
  throw new Failure('config', `${JSON.stringify(path)} is wrong at ${where}: ${issue?.message ?? 'not understood'}.`, {
    hint: `Settings are ${Object.keys(fileSchema.shape).join(', ')}.`,
  })
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('config', `${JSON.stringify(path)} is not JSON.`, { cause, hint: 'Mend or remove it.' })
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new Failure('config', `${JSON.stringify(path)} cannot be read.`, {
      cause: error,
      hint: 'Check its permissions.',
    })
  })
}
