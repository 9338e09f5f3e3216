import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { RemoteJobs } from '../ports/remote-jobs.ts'
import { apiClient } from './api-client.ts'
import type { RemoteDesk } from './remote-desk.ts'
import { openSession } from './session/open-session.ts'

type RemoteSettings = Parameters<typeof openSession>[0] & { readonly apiUrl?: string | undefined }

/**
 * Puts this side of the service together. Nothing is asked of it yet.
 * @throws {Failure} `config`, where it is not said where the service is.
 */
export function openDesk(settings: RemoteSettings, jobs: (service: string) => RemoteJobs, clock: Clock): RemoteDesk {
  const { home, supabaseUrl, supabasePublishableKey: publishableKey } = settings
  const url = serviceOf(settings)
  const session = openSession(settings, clock)
  return {
    api: apiClient({ url, token: (options) => session.accessToken(options) }),
    jobs: jobs(url),
    uploads: { home, supabaseUrl, publishableKey },
    clock,
    service: url,
  }
}

/** Where the service's API is. @throws {Failure} `config`, where that is not said. */
export function serviceOf({ apiUrl }: Pick<RemoteSettings, 'apiUrl'>): string {
  if (apiUrl !== undefined) return apiUrl.replace(/\/+$/, '')
  throw new Failure('config', 'YTDUB_API_URL is not set: it says where the service is.', {
    hint: 'Set it, or apiUrl in the configuration file, to what whoever runs the service gave you.',
  })
}
