import type { Finding } from '../ports/findings.ts'

type Service = {
  readonly apiUrl?: string | undefined
  readonly supabaseUrl?: string | undefined
  readonly supabasePublishableKey?: string | undefined
}

const MILLISECONDS = 20_000

/** Whether the service, and the Supabase project behind it, answer; nothing of those that are not set. One call each. */
export async function serviceFindings({
  apiUrl,
  supabaseUrl,
  supabasePublishableKey: apikey,
}: Service): Promise<readonly Finding[]> {
  const found = await Promise.all([
    apiUrl && answers({ name: 'Service', variable: 'YTDUB_API_URL', url: beneath(apiUrl, '/health'), headers: {} }),
    supabaseUrl &&
      answers({
        name: 'Supabase',
        variable: 'SUPABASE_URL',
        url: beneath(supabaseUrl, '/auth/v1/health'),
        headers: apikey === undefined ? {} : { apikey },
      }),
  ])
  return found.filter((finding) => typeof finding === 'object')
}

type Place = {
  readonly name: string
  readonly variable: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

async function answers({ name, variable, url, headers }: Place): Promise<Finding> {
  const about = { name, engines: [] }
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(MILLISECONDS) })
    await response.body?.cancel()
    if (response.ok) return { ...about, status: 'works', detail: 'it answers' }
    const refused = response.status === 401 || response.status === 403
    const hint = refused ? 'Set the project’s own SUPABASE_PUBLISHABLE_KEY.' : `Check ${variable}, or try again later.`
    return { ...about, status: 'fails', detail: refused ? 'It refuses the key.' : `HTTP ${response.status}`, hint }
  } catch {
    // Not in the words of fetch, which may quote a key.
    return { ...about, status: 'fails', detail: 'It cannot be reached.', hint: `Check the connection and ${variable}.` }
  }
}

function beneath(url: string, path: string): string {
  return `${url.replace(/\/+$/, '')}${path}`
}
