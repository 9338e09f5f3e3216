import { createHash } from 'node:crypto'
import { baseOf, nameOf } from '../../dub/language.ts'
import type { Units } from '../../dub/prices.ts'
import { Failure } from '../../failure.ts'
import type { TextToTranslate, Translator } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { OPENAI_CHAT } from './account.ts'
import { ANSWER_SCHEMA } from './answer.ts'
import { askChat, type Chat } from './chat.ts'
import { type OpenAISettings, openaiClient } from './client.ts'
import { documentFor, INSTRUCTIONS } from './prompt.ts'
import { SHORTEN_INSTRUCTIONS, shortenDocument } from './shorten-prompt.ts'
import { shortenInRounds } from './shorten-rounds.ts'
import { type Ask, translateInRounds } from './translator-rounds.ts'

export type OpenAITranslatorSettings = OpenAISettings & {
  /** What the provider is called: `openai`, or `local`. */
  readonly id: string
  readonly model?: string | undefined
  /** For servers that only know the bare protocol, and are slow: small batches, and nothing that only OpenAI knows. */
  readonly plain?: boolean
}

const DEFAULT_MODEL = 'gpt-6-luna'
/** Models that are known to do without thinking; it is what the check is for. All others know `low`. */
const THOUGHTLESS = new Set([DEFAULT_MODEL])

const CLOUD = { width: OPENAI_CHAT.atOnce, batch: { lines: 40, around: 3 }, seconds: 120 }
const LOCAL = { width: 2, batch: { lines: 10, around: 2 }, seconds: 600 }

/** Tokens that an answer may have beside its texts, and those of a line beside its characters. */
const TOKENS_TO_THINK = 6000
const TOKENS_OF_A_LINE = 40
/** Of a character in the least fortunate scripts. */
const TOKENS_OF_A_CHARACTER = 3

/** Other instructions give other answers: what older ones gave is not taken for theirs. */
const WORDING = fingerprint(INSTRUCTIONS)
const SHORTEN_WORDING = fingerprint(SHORTEN_INSTRUCTIONS)

/** Translates with a language model: OpenAI's, or one on a server that speaks like OpenAI. */
export function openaiTranslator(
  settings: OpenAITranslatorSettings,
  calls: VendorCalls,
): Required<Pick<Translator, 'shorten'>> & Translator {
  const { id, plain = false } = settings
  const { width, batch } = plain ? LOCAL : CLOUD

  return {
    id,
    variant: WORDING,
    shortenVariant: SHORTEN_WORDING,
    width,
    batch,
    serves,
    model: () => Promise.resolve().then(() => modelOf(settings)),

    async translate(text, { signal, progress }) {
      const { say, spent } = await asking(settings, calls, signal)
      if (!serves(text.from, text.to)) throw unserved(text)
      const ask: Ask = (part, mend) =>
        say(part, { system: INSTRUCTIONS, user: documentFor(part, mend), thinks: mend.length > 0 })
      const worded = text.lines.filter(hasWords)
      let done = 0
      const settled = (lines: number) => {
        done += lines
        progress(done / worded.length)
      }
      const rounds = { vendor: nameFor(plain), around: batch.around, ask, settled }
      const asked = worded.length === 0 ? NOTHING : translateInRounds({ ...text, lines: worded }, rounds)
      const { texts, doubts, left } = await Promise.resolve(asked).catch((error: unknown) => {
        throw Failure.from(error).after({ ...total(spent) })
      })
      progress(1)
      return {
        texts: text.lines.map((line) => texts.get(line.id) ?? line.text.trim()),
        units: total(spent),
        ...(doubts.length === 0 ? {} : { doubts }),
        ...(left.length === 0 ? {} : { left }),
      }
    },

    async shorten(text, { signal, progress }) {
      const { say, spent } = await asking(settings, calls, signal)
      const wordings = await shortenInRounds(text, (lines, mend) => {
        const part = { lines, to: text.to }
        return say(part, {
          system: SHORTEN_INSTRUCTIONS,
          user: shortenDocument(text, lines, mend),
          thinks: mend.length > 0,
        })
      }).catch((error: unknown) => {
        throw Failure.from(error).after({ ...total(spent) })
      })
      progress(1)
      return { texts: text.lines.map(({ id }) => wordings.get(id) ?? null), units: total(spent) }
    },
  }
}

function fingerprint(instructions: string): string {
  return createHash('sha256')
    .update(JSON.stringify([instructions, ANSWER_SCHEMA]))
    .digest('hex')
    .slice(0, 8)
}

/** Which lines a question is about, whatever they are asked for. */
type Lines = {
  readonly lines: readonly { readonly id: number; readonly text: string; readonly characters: number }[]
  readonly to: string
}
type Question = Pick<Chat, 'system' | 'user'> & { readonly thinks: boolean }

/** One question after the other, and what they were billed by. Lines that failed the check are thought about. */
async function asking(settings: OpenAITranslatorSettings, calls: VendorCalls, signal: AbortSignal) {
  const { plain = false } = settings
  const { seconds } = plain ? LOCAL : CLOUD
  const model = modelOf(settings)
  const client = await openaiClient(settings)
  const spent: Units[] = []
  const say = async (about: Lines, { system, user, thinks }: Question) => {
    const what = whatOf(about)
    const chat: Chat = {
      vendor: nameFor(plain),
      what,
      model,
      system,
      user,
      schema: ANSWER_SCHEMA,
      longest: longestAnswer(about),
      effort: plain ? null : THOUGHTLESS.has(model) && !thinks ? 'none' : 'low',
    }
    const said = await calls({ what, model, seconds, signal }, (attempt) => askChat(client, chat, attempt))
    spent.push(said.units)
    return said
  }
  return { say, spent }
}

function nameFor(plain: boolean): string {
  return plain ? 'The translation server' : 'OpenAI'
}

const NOTHING = { texts: new Map<number, string>(), doubts: [], left: [] }

/** Between regions of one language too, where both are named. */
function serves(from: string, to: string): boolean {
  return baseOf(from) !== baseOf(to) || (from !== to && from.includes('-') && to.includes('-'))
}

function unserved({ from, to }: TextToTranslate): Failure {
  return new Failure('input', `There is nothing to translate from ${nameOf(from)} to ${nameOf(to)}.`)
}

function modelOf({ model, plain = false, apiKey }: OpenAITranslatorSettings): string {
  if (!plain && apiKey === undefined) {
    throw new Failure('auth', 'There is no key for OpenAI.', { hint: 'Set it: export OPENAI_API_KEY=…' })
  }
  const name = model ?? (plain ? undefined : DEFAULT_MODEL)
  if (name !== undefined) return name
  throw new Failure('config', 'Nothing says which model the local server is to translate with.', {
    hint: 'Name one that it has: --llm local:MODEL',
  })
}

function longestAnswer({ lines }: Lines): number {
  const letters = lines.reduce((sum, { text, characters }) => sum + Math.max(text.length, characters), 0)
  return Math.ceil(TOKENS_TO_THINK + TOKENS_OF_A_LINE * lines.length + TOKENS_OF_A_CHARACTER * letters)
}

function whatOf({ lines, to }: Lines): string {
  const [first, last] = [lines[0]?.id, lines.at(-1)?.id]
  return `${first === last ? `line ${first}` : `lines ${first} to ${last}`} in ${nameOf(to)}`
}

/** Neither a pause nor "…" is sent: they are the same in every language. */
function hasWords({ text }: { readonly text: string }): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

function total(spent: readonly Units[]): Units {
  const sum = (unit: keyof Units) => spent.reduce((units, each) => units + (each[unit] ?? 0), 0)
  return {
    llm_input_tokens: sum('llm_input_tokens'),
    llm_cached_tokens: sum('llm_cached_tokens'),
    llm_output_tokens: sum('llm_output_tokens'),
  }
}
