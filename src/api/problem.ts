import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isRefusal, type Refusal, type RefusalReason } from '../jobs/service/refusal.ts'

/** What is answered where something is wrong, and the headers that go with it. */
export type Problem = {
  readonly body: { readonly error: string; readonly message: string; readonly details?: unknown }
  readonly headers: Readonly<Record<string, string>>
}

/** Something that is wrong, to be thrown. */
export function problem(
  status: ContentfulStatusCode,
  body: Problem['body'],
  headers: Problem['headers'] = {},
): HTTPException {
  return new HTTPException(status, { message: body.message, cause: { body, headers } satisfies Problem })
}

/** What came out; where that is a refusal, it is thrown with its status. */
export function unrefused<Outcome extends object>(outcome: Outcome | Refusal): Exclude<Outcome, Refusal> {
  if (!isRefusal(outcome)) return outcome as Exclude<Outcome, Refusal>
  const { refused, message, details, retryAfter } = outcome
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  throw problem(STATUS[refused], { error: refused, message, ...(details !== undefined && { details }) }, headers)
}

const STATUS = {
  validation: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  not_uploaded: 409,
  too_large: 413,
  too_long: 413,
  too_much: 413,
  unsupported_media_type: 415,
  unreadable_media: 422,
  checksum_mismatch: 422,
  duration_mismatch: 422,
  quota_exceeded: 429,
} as const satisfies Record<RefusalReason, ContentfulStatusCode>
