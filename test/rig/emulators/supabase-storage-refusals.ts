import type { SupabaseAnswer } from './supabase-server-types.ts'

/** Why Storage refuses: the status it means, its code, the short and the long word for it. */
const REFUSALS = {
  NoSuchBucket: [404, 'NoSuchBucket', 'Bucket not found', 'Bucket not found'],
  NoSuchKey: [404, 'NoSuchKey', 'not_found', 'Object not found'],
  RelatedResourceNotFound: [404, 'InvalidRequest', 'InvalidRequest', 'The related resource does not exist'],
  RouteNotFound: [404, 'InvalidRequest', 'Not Found', 'Route not found'],
  BucketAlreadyExists: [409, 'BucketAlreadyExists', 'Duplicate', 'The resource already exists'],
  KeyAlreadyExists: [409, 'KeyAlreadyExists', 'Duplicate', 'The resource already exists'],
  EntityTooLarge: [413, 'EntityTooLarge', 'Payload too large', 'The object exceeded the maximum allowed size'],
  InvalidMimeType: [415, 'InvalidMimeType', 'invalid_mime_type', 'mime type  is not supported'],
  InvalidKey: [400, 'InvalidKey', 'InvalidKey', 'Invalid key'],
  InvalidJWT: [400, 'InvalidJWT', 'InvalidJWT', 'Invalid JWT'],
  InvalidSignature: [400, 'InvalidSignature', 'InvalidSignature', 'Invalid signature'],
  InvalidRange: [416, 'InvalidRange', 'invalid_range', 'invalid range provided'],
  InvalidRequest: [400, 'InvalidRequest', 'Error', 'Invalid request'],
  AccessDenied: [403, 'AccessDenied', 'Unauthorized', 'new row violates row-level security policy'],
} as const

export type StorageRefusal = Error & {
  readonly status: number
  readonly code: string
  readonly word: string
  /** It was refused for who asks, before anything was looked at. */
  readonly isJwt: boolean
}

/** What is thrown wherever Storage refuses. `message` replaces the usual words. */
export function refusal(name: keyof typeof REFUSALS, message?: string): StorageRefusal {
  const [status, code, word, words] = REFUSALS[name]
  return Object.assign(new Error(message ?? words), { status, code, word, isJwt: false })
}

/** What a resumable upload is refused with: text, and a status that is meant. */
export function tusSays(status: number, message: string): StorageRefusal {
  return Object.assign(new Error(message), { status, code: 'TusError', word: 'TusError', isJwt: false })
}

/** Who asks holds a token that is no good: in jose's words, and 403 whatever door it came to. */
export function jwtRefusal(error: unknown): StorageRefusal {
  return Object.assign(new Error(error instanceof Error ? error.message : 'Invalid JWT'), {
    status: 403,
    code: 'AccessDenied',
    word: 'Unauthorized',
    isJwt: true,
  })
}

export function isRefusal(error: unknown): error is StorageRefusal {
  return error instanceof Error && 'isJwt' in error
}

/** A refusal as REST tells it: 400 for nearly everything, and the status that is meant as a string in the body. */
export function restRefusal({ status, code, word, message }: StorageRefusal): SupabaseAnswer {
  const body = JSON.stringify({ statusCode: String(status), code, error: word, message })
  return { status: status === 416 || status >= 500 || status === 429 ? status : 400, headers: JSON_TYPE, body }
}

/** A refusal as TUS tells it: the true status and text, but for tokens. */
export function tusRefusal(refused: StorageRefusal): SupabaseAnswer {
  if (refused.isJwt) return restRefusal(refused)
  return { status: refused.status, headers: { 'content-type': 'text/plain' }, body: refused.message }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
