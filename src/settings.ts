import { z } from 'zod'

const url = z.url({ protocol: /^https?$/, error: 'it is no http or https address' })

const text = z.string('it is no text').min(1)
const amount = z.number('it is no number').min(0, 'it is less than 0')
const rate = z.number('it is no number').min(1, 'it is less than 1').max(2, 'it is more than 2')

/** Brought to the one spelling that browsers send: they are compared letter by letter. */
const origin = text.transform((given, context) => {
  const address = given.includes('://') ? URL.parse(given) : null
  const more = address && [address.username, address.password, address.search, address.hash].join('')
  if (address?.host && !address.host.includes('*') && more === '' && /^\/?$/.test(address.pathname)) {
    return `${address.protocol}//${address.host}`
  }
  const shown = given.includes('@') ? 'one' : JSON.stringify(given) // That may have a password in it.
  context.addIssue({ code: 'custom', message: `${shown} is no origin, such as https://app.example.com` })
  return z.NEVER
})

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, `it is none of ${names.join(', ')}`)
}

/**
 * Every setting, in the spelling of configuration files. Environment variables have the names in `VARIABLES`. Strings
 * that are empty count as not set.
 */
export const settingsSchema = z.strictObject({
  home: text.optional(),
  ffmpegPath: text.optional(),
  deepgramApiKey: text.optional(),
  deepgramBaseUrl: url.optional(),
  openaiApiKey: text.optional(),
  openaiBaseUrl: url.optional(),
  /** Servers of one's own that speak like OpenAI's API, and the key that they were started with, where there is one. */
  sttBaseUrl: url.optional(),
  llmBaseUrl: url.optional(),
  ttsBaseUrl: url.optional(),
  localApiKey: text.optional(),
  ttsVoices: z.array(text, 'it is no list').optional(),
  /** The service: its API, and the Supabase project behind it. A person needs the first three, the service all. */
  apiUrl: url.optional(),
  supabaseUrl: url.optional(),
  supabasePublishableKey: text.optional(),
  supabaseSecretKey: text.optional(),
  /** Of projects that still sign their tokens with one (HS256). */
  supabaseJwtSecret: text
    .refine((secret) => Buffer.byteLength(secret) >= 32, 'it has fewer than 32 bytes, and could be guessed')
    .optional(),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/, error: 'it is no postgresql:// address' }).optional(),
  /** A session's access token, instead of one that was signed in for. */
  accessToken: text.optional(),
  /** Whether the service may be reached by http:// on another machine, where the network can read tokens. */
  plainHttp: z.union([z.boolean(), z.stringbool()], 'it is neither true nor false').optional(),
  /** Web pages that may call the API: origins, such as `https://app.example.com`. */
  corsOrigins: z.array(origin, 'it is no list').optional(),
  /** `provider` or `provider:model`. */
  stt: text.optional(),
  llm: text.optional(),
  tts: text.optional(),
  maxCost: amount.optional(),
  maxHours: z.number('it is no number').positive('it is no number above 0').optional(),
  engine: oneOf(['auto', 'cloud', 'local', 'offline']).optional(),
  languages: z.array(text, 'it is no list').optional(),
  format: oneOf(['m4a', 'mp3', 'wav', 'flac', 'opus']).optional(),
  maxRate: rate.optional(),
  sync: oneOf(['natural', 'tight']).optional(),
  out: text.optional(),
  /** GB (10⁹ bytes) that the data folder may take before `ytdub dub` says so; 0 for any number. */
  homeLimit: amount.optional(),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingName = keyof Settings

/** Of those whom a key or a recording is sent to. */
export const ADDRESSES = [
  'deepgramBaseUrl',
  'openaiBaseUrl',
  'sttBaseUrl',
  'llmBaseUrl',
  'ttsBaseUrl',
  'apiUrl',
  'supabaseUrl',
] as const satisfies readonly SettingName[]

/** What holds where nothing is set; `home` is the platform's data folder. */
export const DEFAULTS = {
  engine: 'auto',
  format: 'm4a',
  maxRate: 1.25,
  sync: 'natural',
  maxHours: 12,
  homeLimit: 20,
} as const satisfies Settings

/** The variable of each setting that has one. */
export const VARIABLES = {
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
  plainHttp: 'YTDUB_PLAIN_HTTP',
  /** With commas between them. */
  corsOrigins: 'YTDUB_CORS_ORIGINS',
} as const satisfies Partial<Record<keyof Settings, string>>

/** Older names that Supabase gave its keys. */
export const OLDER = {
  supabasePublishableKey: 'SUPABASE_ANON_KEY',
  supabaseSecretKey: 'SUPABASE_SERVICE_KEY',
} as const satisfies Partial<Record<keyof typeof VARIABLES, string>>

/** Settings that nobody else may see: never in arguments, never shown whole. */
export const SECRET_SETTINGS = [
  'deepgramApiKey',
  'openaiApiKey',
  'localApiKey',
  'supabaseSecretKey',
  'supabaseJwtSecret',
  'databaseUrl',
  'accessToken',
] as const satisfies readonly SettingName[]
export type SecretName = (typeof SECRET_SETTINGS)[number]
