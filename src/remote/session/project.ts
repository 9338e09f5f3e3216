import { Failure } from '../../failure.ts'
import { safeAddress } from '../safe-address.ts'

export type SessionSettings = {
  /** The data folder. */
  readonly home: string
  readonly supabaseUrl?: string | undefined
  readonly supabasePublishableKey?: string | undefined
  /** Whether addresses of other machines may begin with http://. */
  readonly plainHttp?: boolean | undefined
  /** Used as it is, instead of a session that was signed in for. */
  readonly accessToken?: string | undefined
}

/** A Supabase project, as a person's ytdub knows it. */
export type Project = { readonly url: string; readonly key: string }

/** @throws {Failure} `config`, where it is not set which. */
export function projectOf(settings: SessionSettings): Project {
  const url = projectUrlOf(settings)
  const key = settings.supabasePublishableKey
  if (key === undefined) throw missing('SUPABASE_PUBLISHABLE_KEY', 'supabasePublishableKey')
  return { url, key }
}

/** @throws {Failure} `config`, where it is not set, or not encrypted. */
export function projectUrlOf({ supabaseUrl, plainHttp }: SessionSettings): string {
  if (supabaseUrl === undefined) throw missing('SUPABASE_URL', 'supabaseUrl')
  return safeAddress(supabaseUrl, { variable: 'SUPABASE_URL', setting: 'supabaseUrl' }, plainHttp)
}

function missing(variable: string, setting: string): Failure {
  return new Failure('config', `${variable} is not set: it says which service to sign in to.`, {
    hint: `Set it, or ${setting} in the configuration file, to what whoever runs the service gave you.`,
  })
}
