import { randomUUID } from 'node:crypto'
import { listenModelOf, refuseListenQuery } from './deepgram-listen-query.ts'
import { isOn } from './deepgram-query.ts'
import { badRequest, refusal } from './deepgram-refusals.ts'
import { transcriptOf } from './deepgram-transcript.ts'
import type { EmulatedRequest, RequestHead } from './emulator.ts'
import { type Answer, json } from './faults.ts'
import type { Listen } from './hearing.ts'
import { probeUpload } from './uploads.ts'

const MOST_BYTES = 2 * 1000 ** 3
const PER_MINUTE = { mono: 0.0077, multi: 0.0092, diarization: 0.002 }

/** Refuses an upload by its length, before it is read. */
export function refuseUpload({ headers }: RequestHead): Answer | undefined {
  return Number(headers['content-length'] ?? 0) > MOST_BYTES
    ? refusal(413, 'PAYLOAD_TOO_LARGE', 'The request body exceeds the maximum size of 2 GB.')
    : undefined
}

/** POST /v1/listen with the bytes of a recording. */
export async function answerListen({ query, headers, body }: EmulatedRequest, listen: Listen): Promise<Answer> {
  const refused = refuseListenQuery(query) ?? refuseType(headers['content-type'])
  if (refused) return refused
  if (body.length === 0) return badRequest('failed to process audio: no audio data')
  const probed = await probeUpload(body)
  if (probed === undefined) return badRequest('failed to process audio: corrupt or unsupported data')
  const speech = await listen(body, query, probed.seconds)
  const requestId = randomUUID()
  return {
    ...json(200, transcriptOf({ ...probed, audio: body }, query, speech, requestId), { 'dg-request-id': requestId }),
    usd: priceOf(query, probed.seconds),
  }
}

function refuseType(type: string | undefined): Answer | undefined {
  if (type?.startsWith('application/json')) throw new Error('transcribing from a URL')
  if (type === undefined || /^(?:audio|video)\/[\w.+-]+(?:;.*)?$|^application\/octet-stream$/.test(type))
    return undefined
  return refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The media type of the request is not supported.')
}

function priceOf(query: URLSearchParams, seconds: number): number {
  if (!listenModelOf(query).startsWith('nova-3')) throw new Error('the price of another model than nova-3')
  const model = query.get('language') === 'multi' ? PER_MINUTE.multi : PER_MINUTE.mono
  const isDiarized = isOn(query, 'diarize') || query.has('diarize_model')
  return ((model + (isDiarized ? PER_MINUTE.diarization : 0)) * seconds) / 60
}
