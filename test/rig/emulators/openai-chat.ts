import { randomBytes } from 'node:crypto'
import { costOf } from '../../../src/dub/prices.ts'
import { translateByApertium } from './openai-apertium.ts'
import { type ChatRequest, readChatRequest } from './openai-chat-request.ts'
import { type LinesAsked, readLinesAsked } from './openai-document.ts'
import { fillSchema } from './openai-fill.ts'
import { type ModelMistake, mistakenLines, mistakenText } from './openai-mistakes.ts'
import { pseudoTranslation } from './openai-pseudo.ts'
import { isRefusal, readJson, refuse, reply } from './openai-reply.ts'
import type { Endpoint, OpenAIFault, Service } from './openai-service.ts'
import { shorterWording } from './openai-shorter.ts'

/** POST /v1/chat/completions: a model that translates the lines in the last user message, or makes their wordings shorter, and nothing else. */
export const chatCompletions: Endpoint = async (request, service, fault) => {
  const body = readJson(request)
  if (isRefusal(body)) return refuse(service, body)
  const chat = readChatRequest(body, service.isLocal)
  if (isRefusal(chat)) return refuse(service, chat)
  const prompt = chat.messages.map(textOf).join('\n')
  const cached = cachedTokens(service.prompts, prompt)
  const content = await contentOf(chat, service, fault)
  const choice = choiceOf(chat, content, fault)
  const usage = usageOf(chat, {
    prompt: prompt + JSON.stringify(chat.response_format ?? ''),
    content: choice.said,
    cached,
  })
  return reply(
    service,
    completion(chat, choice, service.quirks.has('no-usage') ? undefined : usage),
    usdOf(chat, usage),
  )
}

type Choice = {
  readonly finish: string
  readonly content: string | null
  readonly refusal: string | null
  readonly said: string
}
type Usage = ReturnType<typeof usageOf>

const CHARACTERS_PER_TOKEN = 4
/** The shortest beginning of a prompt that is cached, and the steps in which more of it is (OpenAI, prompt caching). */
const CACHED_FROM = 1024
const CACHED_STEP = 128
const PROMPTS_KEPT = 50
const REASONING_TOKENS = { none: 0, low: 64, medium: 256, high: 1024, xhigh: 2048, max: 4096 }
const SYSTEM_ROLES = ['system', 'developer']

async function contentOf(chat: ChatRequest, service: Service, fault: OpenAIFault | undefined): Promise<string> {
  const last = chat.messages.findLast(({ role }) => role === 'user')
  const asked = last === undefined ? undefined : readLinesAsked(textOf(last))
  const mistake = mistakeOf(fault)
  const lines = mistakenLines(asked === undefined ? [] : await translated(asked, service, chat), mistake)
  const format = service.quirks.has('no-json-schema') ? undefined : chat.response_format
  const schema = format?.type === 'json_schema' ? format.json_schema.schema : undefined
  if (schema !== undefined) return mistakenText(JSON.stringify(fillSchema(schema, lines)), mistake)
  const text = JSON.stringify({ lines: lines.map(({ id, text }) => ({ id, text })) })
  return mistakenText(text, mistake ?? (format?.type === 'json_object' ? undefined : 'fenced'))
}

function mistakeOf(fault: OpenAIFault | undefined): ModelMistake | undefined {
  if (fault?.kind !== 'wrong-schema') return undefined
  if (!('how' in fault) || fault.how === 'paraphrase' || fault.how === 'silence') return 'shape'
  return fault.how
}

async function translated({ lines, from, to, glossary }: LinesAsked, service: Service, chat: ChatRequest) {
  if (lines.some(({ wording }) => wording !== undefined)) {
    return lines.map(({ id, text, wording = text, characters = 0 }) => {
      return { id, text: shorterWording(wording, characters, glossary), source: text, wording }
    })
  }
  const target = to ?? languageIn(chat)
  const pseudo = () =>
    lines.map(({ text, characters }) => pseudoTranslation(text, { to: target, glossary, characters }))
  const { translate } = service
  const sources = lines.map(({ text }) => text)
  const texts =
    translate === undefined
      ? pseudo()
      : translate === 'apertium'
        ? ((await translateByApertium(sources, { from, to: target })) ?? pseudo())
        : await translate(sources, { from, to: target })
  return lines.map(({ id, text }, index) => ({ id, text: texts[index] ?? '', source: text }))
}

/** Where the document does not say it: the first language tag in brackets or quotes of the system message. */
function languageIn(chat: ChatRequest): string {
  const system = chat.messages.filter(({ role }) => SYSTEM_ROLES.includes(role)).map(textOf)
  return /[("'`]([a-z]{2,3}(?:-[A-Za-z]{2,4})*)[)"'`]/.exec(system.join('\n'))?.[1] ?? 'es'
}

function choiceOf(chat: ChatRequest, content: string, fault: OpenAIFault | undefined): Choice {
  if (fault?.kind === 'refusal' && 'how' in fault)
    return { finish: 'content_filter', content: '', refusal: null, said: '' }
  if (fault?.kind === 'refusal') {
    const refusal = "I'm sorry, but I can't help with that."
    return { finish: 'stop', content: null, refusal, said: refusal }
  }
  const room = (chat.max_completion_tokens ?? chat.max_tokens ?? Number.POSITIVE_INFINITY) - reasoningTokens(chat)
  const isCut = fault?.kind === 'length' || tokens(content) > room
  if (!isCut) return { finish: 'stop', content, refusal: null, said: content }
  const kept = Math.max(0, Math.min(content.length >> 1, room * CHARACTERS_PER_TOKEN))
  return { finish: 'length', content: content.slice(0, kept), refusal: null, said: content.slice(0, kept) }
}

function usageOf(chat: ChatRequest, { prompt, content, cached }: { prompt: string; content: string; cached: number }) {
  const reasoning = reasoningTokens(chat)
  const promptTokens = tokens(prompt)
  const completionTokens = tokens(content) + reasoning
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  }
}

function completion(chat: ChatRequest, { finish, content, refusal }: Choice, usage: Usage | undefined): unknown {
  return {
    id: `chatcmpl-${randomBytes(12).toString('hex')}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: chat.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal, annotations: [] },
        logprobs: null,
        finish_reason: finish,
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    service_tier: 'default',
    system_fingerprint: null,
  }
}

function usdOf({ model }: ChatRequest, usage: Usage): number | undefined {
  return costOf(
    { id: 'openai', model },
    {
      llm_input_tokens: usage.prompt_tokens,
      llm_cached_tokens: usage.prompt_tokens_details.cached_tokens,
      llm_output_tokens: usage.completion_tokens,
    },
  )
}

/** How many tokens of a prompt are known from an earlier one that began like it. */
function cachedTokens(prompts: string[], prompt: string): number {
  const known = Math.max(0, ...prompts.map((earlier) => tokens(commonStart(earlier, prompt))))
  prompts.unshift(prompt)
  prompts.length = Math.min(prompts.length, PROMPTS_KEPT)
  return known < CACHED_FROM ? 0 : known - (known % CACHED_STEP)
}

function commonStart(one: string, other: string): string {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return one.slice(0, length)
}

function reasoningTokens({ reasoning_effort, max_completion_tokens: most }: ChatRequest): number {
  return Math.min(REASONING_TOKENS[reasoning_effort ?? 'medium'], most ?? Number.POSITIVE_INFINITY)
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN)
}

function textOf({ content }: ChatRequest['messages'][number]): string {
  if (content === null) return ''
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('')
}
