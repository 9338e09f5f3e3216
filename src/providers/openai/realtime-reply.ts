import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { buffer } from 'node:stream/consumers'
import { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import type { RealtimeServerEvent, ResponseDoneEvent } from 'openai/resources/realtime/realtime'
import { z } from 'zod'
import { Failure } from '../../failure.ts'
import { type OpenAISettings, openaiClient } from './client.ts'

type RealtimeQuestion = {
  readonly model: string
  readonly voice: string
  readonly instructions: string
  readonly text: string
}

export type RealtimeUnit = 'tts_text_tokens' | 'tts_written_tokens' | 'tts_audio_tokens'

/** What was said: 16-bit samples at 24 kHz, the model's own transcript of them, and what they are billed by. */
type RealtimeReply = {
  readonly bytes: Uint8Array
  readonly transcript: string
  readonly units: { readonly [unit in RealtimeUnit]: number }
}

/** `certificate`: PEM of whoever has signed the server's, where that is nobody whom Node.js trusts. */
export type RealtimeSettings = OpenAISettings & { readonly certificate?: string | undefined }

const FORMAT = { type: 'audio/pcm', rate: 24_000 } as const
/** Bytes of one message; audio comes in pieces of some kilobytes. */
const LARGEST_MESSAGE = 8 * 2 ** 20

/**
 * One question to the Realtime API over a socket of its own, which is closed whatever becomes of it.
 * Errors are those of OpenAI's SDK, as its REST calls would throw them.
 */
export async function realtimeReply(
  { certificate, ...settings }: RealtimeSettings,
  question: RealtimeQuestion,
  signal: AbortSignal,
): Promise<RealtimeReply> {
  const client = await openaiClient(settings)
  if (signal.aborted) throw new APIUserAbortError()
  // Sockets pass the agent by, and with it the proxies of the environment, unless they are told of it.
  const agent = https.globalAgent
  const options = { agent, maxPayload: LARGEST_MESSAGE, ...(certificate === undefined ? {} : { ca: certificate }) }
  const connection = new OpenAIRealtimeWS({ model: question.model, options }, client)
  const { socket } = connection
  const answer = Promise.withResolvers<RealtimeReply>()
  const onAbort = () => answer.reject(new APIUserAbortError())
  signal.addEventListener('abort', onAbort, { once: true })
  const gather = gatherer()
  socket.once('open', () => ask(connection, question))
  socket.once('unexpected-response', (_request, response) => {
    refusedBy(response).then(answer.reject, answer.reject)
  })
  socket.once('close', () => answer.reject(new APIConnectionError({})))
  connection.on('error', (error) => answer.reject(apiErrorOf(error)))
  connection.on('event', (event) => {
    try {
      const reply = gather(event)
      if (reply) answer.resolve(reply)
    } catch (error) {
      answer.reject(error)
    }
  })
  try {
    return await answer.promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    // A polite close would wait for the server's, 30 s where it hangs; nothing is outstanding.
    socket.terminate()
  }
}

function ask(connection: OpenAIRealtimeWS, { voice, instructions, text }: RealtimeQuestion): void {
  connection.send({
    type: 'session.update',
    session: { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice, format: FORMAT } } },
  })
  connection.send({
    type: 'response.create',
    response: {
      conversation: 'none',
      output_modalities: ['audio'],
      instructions,
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }],
    },
  })
}

/** Takes events one by one; the last one gives the reply. */
function gatherer(): (event: RealtimeServerEvent) => RealtimeReply | undefined {
  const sound: Buffer[] = []
  const transcripts: string[] = []
  return (event) => {
    if (event.type === 'response.output_audio.delta') sound.push(Buffer.from(event.delta, 'base64'))
    if (event.type === 'response.output_audio_transcript.done') transcripts.push(event.transcript)
    if (event.type !== 'response.done') return undefined
    refuseUnfinished(event)
    const { usage } = event.response
    return {
      bytes: Buffer.concat(sound),
      transcript: transcripts.join(' '),
      units: {
        tts_text_tokens: usage?.input_tokens ?? 0,
        tts_written_tokens: usage?.output_token_details?.text_tokens ?? 0,
        tts_audio_tokens: usage?.output_token_details?.audio_tokens ?? 0,
      },
    }
  }
}

function refuseUnfinished({ response: { status, status_details: details } }: ResponseDoneEvent): void {
  if (status === 'completed') return
  if (status === 'failed') throw refusal(statusOf(details?.error ?? {}), details?.error ?? {})
  const why = details?.reason === 'content_filter' ? 'its filter refused the rest' : 'it stopped before the end'
  throw new Failure('vendor', `OpenAI did not say a whole line: ${why}.`, { retryable: true })
}

type Told = { readonly code?: string | null | undefined; readonly type?: string | null | undefined }

/** What it would have been by REST. Prose is left out: it may quote the line. */
function refusal(status: number, { code, type }: Told, headers = new Headers()): APIError {
  return APIError.generate(status, { error: { code, type } }, undefined, headers)
}

/** The API tells its errors by code and type alone, the transport by a cause. */
function apiErrorOf({ error, cause }: Error & { readonly error?: Told | undefined }): Error {
  if (error) return refusal(statusOf(error), error)
  if (cause instanceof SyntaxError || cause instanceof TypeError) {
    return new Failure('vendor', 'OpenAI sent something that is no event.', { retryable: true })
  }
  return new APIConnectionError(cause instanceof Error ? { cause } : {})
}

/** Source: the error codes of the REST API, https://developers.openai.com/api/docs/guides/error-codes */
function statusOf({ code, type }: Told): number {
  const word = `${code ?? ''} ${type ?? ''}`
  if (/rate_limit|insufficient_quota|billing/.test(word)) return 429
  if (/invalid_api_key|authentication|expired/.test(word)) return 401
  if (/model_not_found/.test(word)) return 404
  if (/invalid_request|invalid_value|missing_required/.test(word)) return 400
  return 500
}

/** A refusal of the connection itself comes by HTTP, and its body says whether waiting would help. */
async function refusedBy(response: IncomingMessage): Promise<APIError> {
  const texts = Object.entries(response.headers).filter(([, value]) => typeof value === 'string')
  const headers = new Headers(Object.fromEntries(texts) as Record<string, string>)
  const told = await buffer(response).then(
    (body) => toldSchema.safeParse(parsed(body.toString('utf8'))).data?.error ?? {},
    () => ({}),
  )
  return refusal(response.statusCode ?? 0, told, headers)
}

const toldSchema = z.object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish() }) })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // A proxy's page. The status says enough.
  }
}
