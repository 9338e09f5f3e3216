import type { RequestHead } from './emulated.ts'
import type { SupabaseAnswer } from './supabase-server-types.ts'

const EXPOSED =
  'Location, Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, Tus-Version, ETag, Content-Range, X-Supabase-Api-Version, Retry-After'

/** What every answer to a page of another origin carries: a project lets all of them in. */
export function corsHeaders({ headers }: RequestHead): readonly (readonly [string, string])[] {
  return headers.origin === undefined
    ? []
    : [
        ['access-control-allow-origin', '*'],
        ['access-control-expose-headers', EXPOSED],
      ]
}

/** What a browser asks before it asks. */
export function preflight({ headers }: RequestHead): SupabaseAnswer {
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
      'access-control-max-age': '3600',
    },
  }
}
