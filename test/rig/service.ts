import { newPerson, type Person, type Running } from './cli.ts'
import { type SupabaseProject, startSupabase } from './emulators/supabase-project.ts'
import { mayUploadByPolicy } from './emulators/supabase-storage-policies.ts'
import { openPostgres, type TestPostgres } from './postgres.ts'

/** A whole service on loopback: Postgres, Supabase's Auth and Storage, `ytdub serve`; workers as they are started. */
export type Service = AsyncDisposable & {
  readonly postgres: TestPostgres
  readonly supabase: SupabaseProject
  readonly url: string
  /** What a person's own machine needs to know of it. */
  readonly forPeople: { readonly [name: string]: string }
  /** Starts `ytdub worker` on a machine of its own. */
  readonly worker: (...args: string[]) => Promise<Running>
  /** Everything that the API and the workers have written so far. */
  readonly api: Running
}

export async function openService(): Promise<Service> {
  const opened = new AsyncDisposableStack()
  const postgres = opened.use(await openPostgres())
  const supabase = opened.use(await startSupabase({ pool: postgres.pool, mayUpload: mayUploadByPolicy(postgres.pool) }))
  const env = {
    DATABASE_URL: postgres.url,
    SUPABASE_URL: supabase.url,
    SUPABASE_SECRET_KEY: supabase.secretKey,
  }
  const machine = async (): Promise<Person> => opened.use(await newPerson())
  const started: Running[] = []
  const start = async (args: readonly string[]): Promise<Running> => {
    const running = (await machine()).start(args, { env })
    started.push(running)
    return running
  }
  const api = await start(['serve', '--port', '0', '--json'])
  await api.seen('"listening"')
  const [, url = ''] = /"url":"([^"]+)"/.exec(api.said()) ?? []
  opened.defer(async () => {
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.map(({ ended }) => ended))
  })
  return {
    postgres,
    supabase,
    url,
    api,
    forPeople: { YTDUB_API_URL: url, SUPABASE_URL: supabase.url, SUPABASE_PUBLISHABLE_KEY: supabase.anonKey },
    async worker(...args) {
      const running = await start(['worker', '--json', ...args])
      await running.seen('worker-started')
      return running
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
