import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'

/** A JSON answer of Supabase. */
export function supabaseJson(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): SupabaseAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

/** What a request's JSON body says; undefined where it is none. */
export async function jsonOf(request: SupabaseRequest): Promise<Readonly<Record<string, unknown>> | undefined> {
  const pieces: Buffer[] = []
  for await (const piece of request.body()) pieces.push(piece)
  try {
    const value: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8') || '{}')
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
