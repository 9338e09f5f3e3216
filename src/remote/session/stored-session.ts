import { z } from 'zod'
import type { Json } from '../../json.ts'

/** A signed-in person's session, as it is kept: what is needed to go on, and nothing else that the server told. */
export type StoredSession = z.infer<typeof schema>

const schema = z.object({
  /** The Supabase project that it belongs to. It is never shown to another one. */
  url: z.string(),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  /** When the access token ends, in ms since 1970. */
  expiresAt: z.number(),
  id: z.string(),
  email: z.string().nullable(),
})

/** The session that a text holds; undefined where it holds none, e.g. one that a newer ytdub wrote. */
export function readStoredSession(text: string): StoredSession | undefined {
  return schema.safeParse(parseJson(text)).data
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined // Damaged: signing in again replaces it.
  }
}
