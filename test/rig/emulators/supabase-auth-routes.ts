import type { AuthDesk } from './supabase-auth-desk.ts'
import { authorize, challengeOf, followLink, redirectOf } from './supabase-auth-redirects.ts'
import { authRefusal } from './supabase-auth-refusals.ts'
import type { LogoutScope } from './supabase-auth-sessions.ts'
import { type EmulatedUser, shownUser } from './supabase-auth-users.ts'
import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'

type Route = (desk: AuthDesk, request: SupabaseRequest) => Promise<SupabaseAnswer>
type Asked = Readonly<Record<string, unknown>>

/** Those that a browser is sent to, or that anybody may read: they need no key. */
const OPEN: { readonly [route: string]: Route } = {
  'GET /authorize': authorize,
  'GET /verify': followLink,
  'GET /.well-known/jwks.json': async ({ keys }) =>
    supabaseJson(keys.jwks(), 200, { 'cache-control': 'public, max-age=600' }),
}

const ROUTES: { readonly [route: string]: Route } = {
  'GET /health': async () =>
    supabaseJson({
      version: 'v2.190.0',
      name: 'GoTrue',
      description: 'GoTrue is a user registration and authentication API',
    }),
  'POST /token': token,
  'POST /otp': otp,
  'POST /verify': verify,
  'GET /user': async (desk, request) => supabaseJson(shownUser((await whoAsks(desk, request)).user)),
  'POST /logout': logout,
  'POST /admin/users': adminAddUser,
}

const GRANTS: { readonly [grant: string]: (desk: AuthDesk, asked: Asked) => Promise<unknown> } = {
  async password({ users, sessions }, { email, password }) {
    const user = users.withEmail(text(email))
    if (user?.password === undefined || user.password !== password) throw authRefusal('invalid_credentials')
    if (!user.isConfirmed) throw authRefusal('email_not_confirmed')
    return sessions.begin(user, 'password')
  },
  refresh_token: async ({ sessions }, { refresh_token: token }) => sessions.refresh(text(token)),
  async pkce({ users, flows, sessions }, { auth_code: code, code_verifier: verifier }) {
    if (!code || !verifier)
      throw authRefusal('validation_failed', 'invalid request: both auth code and code verifier should be non-empty')
    const { user, method } = flows.exchange(text(code), text(verifier))
    return sessions.begin(users.withId(user)!, method)
  },
}

/** Answers what Auth has. @throws a refusal. */
export async function answerAuth(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const route = `${request.method} ${request.route}`
  const open = OPEN[route]
  if (open) return open(desk, request)
  // The gateway's part.
  const key = request.headers['apikey'] ?? request.query.get('apikey')
  if (key == null)
    return supabaseJson(
      { message: 'No API key found in request', hint: 'No `apikey` request header or url param was found.' },
      401,
    )
  if (key !== desk.anonKey && key !== desk.secretKey)
    return supabaseJson(
      { message: 'Invalid API key', hint: 'Double check your Supabase `anon` or `service_role` API key.' },
      401,
    )
  const answer = ROUTES[route]
  return answer
    ? answer(desk, request)
    : { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' }
}

async function token(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const asked = await read(request)
  const grant = GRANTS[request.query.get('grant_type') ?? '']
  if (grant === undefined) throw authRefusal('validation_failed', 'unsupported_grant_type')
  return supabaseJson(await grant(desk, asked))
}

/** Sends an e-mail with a token and a link. */
async function otp(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const asked = await read(request)
  const email = text(asked['email'])
  if (!email.includes('@')) throw authRefusal('validation_failed', 'Unable to validate email address: invalid format')
  const challenge = challengeOf(asked['code_challenge'], asked['code_challenge_method'])
  const known = desk.users.withEmail(email)
  if (known === undefined && asked['create_user'] === false) throw authRefusal('otp_disabled')
  const user = known ?? (await desk.users.add({ email }))
  const { token, hash } = desk.flows.oneTime(user.id, challenge)
  const link = new URL(`${desk.url}/verify`)
  link.searchParams.set('token', hash)
  link.searchParams.set('type', 'magiclink')
  link.searchParams.set('redirect_to', redirectOf(desk, request.query.get('redirect_to')).href)
  desk.sendMail({ to: user.email, token, link: link.href })
  return supabaseJson({})
}

async function verify({ users, flows, sessions }: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const asked = await read(request)
  const user = users.withEmail(text(asked['email']))
  const { user: id } = flows.redeem((one) =>
    asked['token_hash'] === undefined
      ? one.user === user?.id && one.token === asked['token']
      : one.hash === asked['token_hash'],
  )
  return supabaseJson(await sessions.begin(users.withId(id)!, 'otp'))
}

async function logout(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const scope = request.query.get('scope') ?? 'global'
  if (!isScope(scope)) throw authRefusal('validation_failed', `Unsupported logout scope "${scope}"`)
  const { user, session } = await whoAsks(desk, request)
  desk.sessions.end(user.id, session, scope)
  return { status: 204 }
}

async function adminAddUser(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const asked = await read(request)
  if (request.headers.authorization !== `Bearer ${desk.secretKey}`) throw authRefusal('no_authorization')
  const { email, password, email_confirm: isConfirmed } = asked
  const user = await desk.users.add({
    email: text(email),
    ...(password !== undefined && { password: text(password) }),
    isConfirmed: isConfirmed === true,
  })
  return supabaseJson(shownUser(user))
}

async function whoAsks(
  { sessions }: AuthDesk,
  { headers }: SupabaseRequest,
): Promise<{ readonly user: EmulatedUser; readonly session: string }> {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw authRefusal('no_authorization')
  return sessions.whose(token)
}

async function read(request: SupabaseRequest): Promise<Asked> {
  const asked = await jsonOf(request)
  if (asked === undefined) throw authRefusal('bad_json')
  return asked
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isScope(scope: string): scope is LogoutScope {
  return scope === 'global' || scope === 'local' || scope === 'others'
}
