import pg from 'pg'
import { type SupabaseProject, startSupabase } from './supabase-project.ts'
import type { SupabaseServerOptions } from './supabase-server-types.ts'
import { mayUploadByPolicy } from './supabase-storage-policies.ts'

export type ProjectForPeople = AsyncDisposable & {
  readonly project: SupabaseProject
  /** What to paste into a shell, and what to know. */
  readonly lines: readonly string[]
}

/** The same whenever it is started, so that a database knows the account again. */
const ACCOUNT = { id: '00000000-0000-4000-8000-000000000001', email: 'you@example.com', password: 'emulated' }

/**
 * Starts a project for a person to try the service against.
 * @param database of the service: accounts get their rows there, and its policies say who may upload what.
 */
export async function startSupabaseForPeople(
  options: SupabaseServerOptions & { readonly database: string | undefined },
): Promise<ProjectForPeople> {
  const pool = options.database === undefined ? undefined : new pg.Pool({ connectionString: options.database, max: 4 })
  pool?.on('error', () => {}) // A connection that breaks while nobody uses it: the next one says what is wrong.
  const mayUpload = pool && mayUploadByPolicy(pool)
  const project = await startSupabase({
    ...options,
    ...(pool && { pool }),
    ...(mayUpload && { mayUpload }),
    onMail: ({ to, token }) => process.stderr.write(`supabase e-mail to ${to}: the code is ${token}\n`),
  })
  const close = async () => {
    await project[Symbol.asyncDispose]()
    await pool?.end()
  }
  try {
    await project.addUser(ACCOUNT)
  } catch (error) {
    await close()
    throw error
  }
  return {
    project,
    lines: [
      `export SUPABASE_URL=${project.url}`,
      `export SUPABASE_PUBLISHABLE_KEY=${project.anonKey}`,
      '# The service side alone has this one:',
      `export SUPABASE_SECRET_KEY=${project.secretKey}`,
      `# Sign in as ${ACCOUNT.email} with the password ${ACCOUNT.password}. Codes sent by e-mail are shown here.`,
    ],
    [Symbol.asyncDispose]: close,
  }
}
