import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { RemoteJobs } from '../ports/remote-jobs.ts'
import { apiClient } from './api-client.ts'
import type { Access } from './ask.ts'
import type { RemoteDesk } from './remote-desk.ts'
import { safeAddress } from './safe-address.ts'
import { GIVEN_BY } from './session/given-token.ts'
import { openSession } from './session/open-session.ts'

type RemoteSettings = Parameters<typeof openSession>[0] & { readonly apiUrl?: string | undefined }

type JobsAt = (service: string, owner: () => Promise<string | null>) => RemoteJobs

/**
 * Puts this side of the service together. Nothing is asked of it yet.
 * @throws {Failure} `config`, where it is not said where the service is.
 */
export function openDesk(
  settings: RemoteSettings,
  jobs: JobsAt,
  { clock, onSilence }: { readonly clock: Clock } & Pick<Access, 'onSilence'>,
): RemoteDesk {
  const { home, supabasePublishableKey: publishableKey, plainHttp } = settings
  const supabaseUrl =
    settings.supabaseUrl &&
    safeAddress(settings.supabaseUrl, { variable: 'SUPABASE_URL', setting: 'supabaseUrl' }, plainHttp)
  const url = serviceOf(settings)
  const session = openSession(settings, clock)
  const owner = () =>
    session.who().then(
      ({ email, id }) => email ?? id,
      () => null, // Nobody is signed in, or cannot be named: whoever asks the service is told why.
    )
  return {
    api: apiClient({
      url,
      token: (options) => session.accessToken(options),
      variable: settings.accessToken === undefined ? undefined : GIVEN_BY,
      onSilence,
    }),
    jobs: jobs(url, owner),
    owner,
    uploads: { home, supabaseUrl, publishableKey },
    clock,
    service: url,
  }
}

/** Where the service's API is. @throws {Failure} `config`, where that is not said, or not encrypted. */
export function serviceOf({ apiUrl, plainHttp }: Pick<RemoteSettings, 'apiUrl' | 'plainHttp'>): string {
  if (apiUrl !== undefined) return safeAddress(apiUrl, { variable: 'YTDUB_API_URL', setting: 'apiUrl' }, plainHttp)
  throw new Failure('config', 'YTDUB_API_URL is not set: it says where the service is.', {
    hint: 'Set it, or apiUrl in the configuration file, to what whoever runs the service gave you.',
  })
}
