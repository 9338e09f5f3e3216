import { randomUUID } from 'node:crypto'
import { type Answer, json } from './faults.ts'

/** An answer with Deepgram's usual error body. */
export function refusal(status: number, code: string, message: string): Answer {
  const id = randomUUID()
  return json(status, { err_code: code, err_msg: message, request_id: id }, { 'dg-request-id': id })
}

export function badRequest(why: string): Answer {
  return refusal(400, 'Bad Request', `Bad Request: ${why}`)
}

export function badQuery(why: string): Answer {
  return refusal(400, 'INVALID_QUERY_PARAMETER', why)
}

export function noSuchModel(): Answer {
  return badRequest('No such model/language/tier combination found.')
}
