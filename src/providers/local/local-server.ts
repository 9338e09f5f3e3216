import type OpenAI from 'openai'
import { Failure } from '../../failure.ts'
import type { Trouble, VendorAccount } from '../calls/vendor-account.ts'
import { type OpenAISettings, openaiClient } from '../openai/client.ts'
import { openaiTrouble } from '../openai/trouble.ts'
import { fitFor } from './fit-for.ts'
import { remembered } from './remembered.ts'

export type LocalTrade = 'stt' | 'llm' | 'tts'
export type LocalSettings = OpenAISettings & { readonly model?: string | undefined }

export type LocalServer = {
  /** Where it is, for people: without a name or password in it. */
  readonly where: string
  /** @throws {Failure} `config`, where no base URL is set. */
  readonly client: () => Promise<OpenAI>
  /** The models that it has, by name; undefined where it keeps no list. @throws {Failure} `config`, where it does not answer. */
  readonly models: () => Promise<readonly string[] | undefined>
  /** The one that is used. @throws {Failure} `config`, where it does not answer, or which one is meant is open. */
  readonly model: () => Promise<string>
  /** What a free question to it says; undefined where it has no such thing. @throws {Failure} `config`, likewise. */
  readonly ask: (path: string, query?: Record<string, string>) => Promise<unknown>
}

/** What people call each server, where its base URL is set, and how its model is named. */
const TRADES = {
  stt: { name: 'The speech recognition server', setting: 'sttBaseUrl', variable: 'YTDUB_STT_BASE_URL', flag: '--stt' },
  llm: { name: 'The translation server', setting: 'llmBaseUrl', variable: 'YTDUB_LLM_BASE_URL', flag: '--llm' },
  tts: { name: 'The speech server', setting: 'ttsBaseUrl', variable: 'YTDUB_TTS_BASE_URL', flag: '--tts' },
} as const satisfies { readonly [trade in LocalTrade]: object }

/** Milliseconds for a question that is answered from memory. */
const SOON = 15_000
/** Most of them work on one call after the other; a few under way keep them busy. */
const AT_ONCE = 4
/** How servers say that they have no such address, or nothing to say there. */
const NO_SUCH_THING = [400, 404, 405, 422, 501]

/** The account of a server of one's own, which wants no key. */
export function localAccount(trade: LocalTrade): VendorAccount {
  const { name: vendor, flag } = TRADES[trade]
  const modelFlag = `${flag} local:MODEL`
  return { vendor, keyName: 'YTDUB_LOCAL_API_KEY', modelFlag, atOnce: AT_ONCE, troubleOf: openaiTrouble }
}

/** A server of one's own that speaks like OpenAI's API, for one trade. Nothing is asked of it yet. */
export function localServer(trade: LocalTrade, { model, ...settings }: LocalSettings): LocalServer {
  const { name, setting, variable, flag } = TRADES[trade]
  const where = placeOf(settings.baseUrl)
  const client = async () => {
    if (settings.baseUrl !== undefined) return openaiClient(settings)
    throw new Failure('config', `${name} is not set: the local engine needs its base URL.`, {
      hint: `Set it: export ${variable}=http://localhost:8000/v1. Then: ytdub doctor`,
    })
  }
  const ask: LocalServer['ask'] = async (path, query) => {
    const asked = await client()
    try {
      return await asked.get(path, { ...(query && { query }), signal: AbortSignal.timeout(SOON) })
    } catch (error) {
      const trouble = openaiTrouble(error)
      if (trouble === undefined) throw error
      if (trouble.status !== undefined && NO_SUCH_THING.includes(trouble.status)) return undefined
      throw doesNotAnswer({ name, setting, where }, trouble, error)
    }
  }
  const models = async () => namesIn(await ask('/models'), trade)
  return {
    where,
    client,
    ask,
    models,

    model: remembered(async () => {
      const known = await models()
      if (model !== undefined) return model
      if (known?.length === 1) return known[0]!
      const message =
        known === undefined || known.length === 0
          ? `${name} (${where}) does not say which models it has.`
          : `${name} (${where}) has several models: ${known.join(', ')}.`
      throw new Failure('config', message, { hint: `Say which one: ${flag} local:${known?.[0] ?? 'NAME'}` })
    }),
  }
}

function placeOf(baseUrl: string | undefined): string {
  const url = URL.parse(baseUrl ?? '')
  return url === null ? 'no base URL' : `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** The list as OpenAI has it, and as a bare array. */
function namesIn(answer: unknown, trade: LocalTrade): readonly string[] | undefined {
  const list = Array.isArray(answer) ? answer : (answer as { readonly data?: unknown } | undefined)?.data
  if (!Array.isArray(list)) return undefined
  return fitFor(
    trade,
    list.flatMap((entry: { id?: unknown; task?: unknown } | null) =>
      typeof entry?.id === 'string' ? [{ id: entry.id, task: typeof entry.task === 'string' ? entry.task : '' }] : [],
    ),
  )
}

type Place = { readonly name: string; readonly setting: string; readonly where: string }

function doesNotAnswer({ name, setting, where }: Place, { kind, what }: Trouble, cause: unknown): Failure {
  if (kind === 'auth') {
    return new Failure('auth', `${name} (${where}) refuses the key, or wants one.`, {
      cause,
      hint: 'Set the key that it was started with: export YTDUB_LOCAL_API_KEY=…',
    })
  }
  return new Failure('config', `${name} does not answer at ${where} (${what}).`, {
    cause,
    hint: `Start it, or correct ${setting}. What each server can do: ytdub doctor`,
  })
}
