import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import envPaths from 'env-paths'
import { didYouMean } from './dub/nearest.ts'
import { Failure } from './failure.ts'
import { ADDRESSES, OLDER, type SettingName, type Settings, settingsSchema, VARIABLES } from './settings.ts'

/** Where a setting that is set comes from: a variable (perhaps of `.env`), a file of the working folder, or the person's own. */
export type Source =
  | { readonly from: 'environment' | '.env'; readonly variable: string }
  | { readonly from: 'folder' | 'own'; readonly path: string }

/** The proxies of the environment, through which calls leave this machine; each undefined where it is not set. */
export type Proxies = {
  readonly https: string | undefined
  readonly http: string | undefined
  /** Hosts that are called without, with commas between them. */
  readonly exempt: string | undefined
}

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
  /** Where each setting that is set comes from. */
  readonly sources: { readonly [name in SettingName]?: Source }
  /** The person's own configuration file, whether it is there or not. */
  readonly ownFile: string
  readonly proxies: Proxies
  /** Certificates that Node.js trusts beside its own (`NODE_EXTRA_CA_CERTS`). */
  readonly certificates: string | undefined
}

/** Settings by which a file could make ytdub run a program or send a key elsewhere, and those that vouch for them. */
const DANGEROUS: readonly SettingName[] = ['ffmpegPath', 'home', ...ADDRESSES, 'plainHttp']
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
] as const satisfies readonly SettingName[]

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
  const ownFile = join(paths.config, 'config.json')
  const inFolder = join(folder, FOLDER_FILE)
  const dotenv = parseEnv((await textOf(join(folder, '.env'))) ?? '')
  const warnings: string[] = []
  const layers: readonly Layer[] = [
    { settings: await readSettings(ownFile), source: () => ({ from: 'own', path: ownFile }) },
    { file: FOLDER_FILE, settings: await readSettings(inFolder), source: () => ({ from: 'folder', path: inFolder }) },
    { file: '.env', ...variables(dotenv, '.env') },
    variables(environment, 'environment'),
  ]
  const proxies = proxiesOf(environment)
  // Programs that are run get this environment too, and none of them needs to see a key.
  for (const name of SECRETS) delete environment[name]
  const trustedLayers = layers.map((layer) => ({ ...layer, settings: trusted(layer, layers, warnings) }))
  const settings = merged(trustedLayers)
  return {
    ...settings,
    home: settings.home ?? paths.data,
    folder,
    searchPath: environment['PATH'] ?? '',
    unattended: isSet(environment['CI']),
    noColor: isSet(environment['NO_COLOR']),
    warnings,
    sources: sourcesOf(trustedLayers),
    ownFile,
    proxies,
    certificates: environment['NODE_EXTRA_CA_CERTS'] || undefined,
  }
}

const FOLDER_FILE = 'ytdub.config.json'

/**
 * The same for a program that ytdub is a library of: `given` stands above all, and the environment, which is the
 * program's, keeps its keys.
 * @throws {Failure} `config`
 */
export async function loadConfigWith(
  given: {
    readonly [name in keyof typeof VARIABLES]?: string | undefined
  },
): Promise<Config> {
  const told = Object.entries(given).map(([name, value]) => [VARIABLES[name as keyof typeof VARIABLES], value])
  return loadConfig({ ...process.env, ...Object.fromEntries(told.filter(([, value]) => isSet(value))) })
}

/** Settings from variables, and which variable each comes from. */
function variables(environment: NodeJS.Dict<string>, from: 'environment' | '.env'): Omit<Layer, 'file'> {
  const set = Object.entries(VARIABLES).flatMap(([setting, variable]) => {
    const names = [variable, OLDER[setting as keyof typeof OLDER]].filter((name) => name !== undefined)
    const name = names.find((each) => isSet(environment[each]))
    return name === undefined ? [] : [{ setting, name, value: environment[name] ?? '' }]
  })
  const values = set.map(({ setting, value }) => [setting, setting === 'corsOrigins' ? listOf(value) : value])
  return {
    settings: checked(Object.fromEntries(values)),
    source: (setting) => ({ from, variable: set.find((each) => each.setting === setting)?.name ?? '' }),
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(isSet)
}

/** Where the last layer that sets a setting has it from. */
function sourcesOf(layers: readonly Layer[]): Config['sources'] {
  const all = layers.flatMap(({ settings, source }) =>
    (Object.keys(settings) as SettingName[]).map((name) => [name, source(name)] as const),
  )
  return Object.fromEntries(all)
}

/**
 * Small letters go before capitals, as everywhere where these variables are read.
 * @throws {Failure} `config`, where one is no address: whoever calls would fail with a riddle.
 */
function proxiesOf(environment: NodeJS.ProcessEnv): Proxies {
  const told = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) {
    if (!/^https?:$/.test(URL.parse(told(name) ?? 'http://none')?.protocol ?? '')) {
      throw new Failure('config', `${name} is wrong: it is no http or https address.`, {
        hint: 'Write it like this: http://proxy.example:3128',
      })
    }
  }
  return { https: told('HTTPS_PROXY'), http: told('HTTP_PROXY'), exempt: told('NO_PROXY') }
}

/** Variables are told as they are called, not as settings are. */
function checked(settings: Settings): Settings {
  const parsed = settingsSchema.safeParse(settings)
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
type Layer = {
  readonly file?: string
  readonly settings: Settings
  readonly source: (setting: SettingName) => Source
}

function merged(layers: readonly Pick<Layer, 'settings'>[]): Settings {
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
  const parsed = settingsSchema.safeParse(parseJson(text, path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') || 'its top'
  const names = Object.keys(settingsSchema.shape)
  const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : ''
  throw new Failure('config', `${JSON.stringify(path)} is wrong at ${where}: ${issue?.message ?? 'not understood'}.`, {
    hint: `${didYouMean(unknown, names)} Settings are ${names.join(', ')}.`.trim(),
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
