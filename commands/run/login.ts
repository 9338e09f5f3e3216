import { systemClock } from '../../src/clock.ts'
import { Failure, typeable } from '../../src/failure.ts'
import type { AuthClient } from '../../src/remote/session/auth-client.ts'
import type { Context, Run } from '../command.ts'
import { askHidden, askLine, readLine, readSecret } from '../terminal/ask.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { sessionJson, whereKept } from '../terminal/session-words.ts'
import { printable } from '../terminal/styled.ts'

/** Signs in to the service. @returns the exit code. */
export const runLogin: Run = async (_args, options, context) => {
  const { openSession } = await import('../../src/remote/session/open-session.ts')
  const session = openSession(context.config, systemClock)
  const client = await session.client() // First: it may be that no service is set.
  const signedIn = await signIn(parse(options, context), client, context)
  const { streams, manner, config } = context
  const told = signedIn === undefined ? undefined : await session.keep(signedIn)
  if (manner.json) streams.out(`${JSON.stringify({ signed_in: told !== undefined, ...(told && sessionJson(told)) })}\n`)
  else if (told && !manner.quiet) {
    streams.err(`Signed in as ${printable(told.email ?? told.id ?? '')}. The session is kept ${whereKept(told)}.\n`)
  }
  if (told && config.accessToken !== undefined) {
    streams.err('Note: YTDUB_ACCESS_TOKEN is set. As long as it is, it is used instead.\n')
  }
  return DONE
}

type Way =
  | { readonly by: 'password'; readonly email: string | undefined; readonly fromInput: boolean }
  | { readonly by: 'code'; readonly email: string | undefined; readonly code: string | undefined }
  | { readonly by: 'browser'; readonly provider: string; readonly isHere: boolean }

function parse(options: Readonly<Record<string, unknown>>, { streams, manner }: Context): Way {
  const email = textIn(options['email'])
  const { code, browser, provider } = options
  const fromInput = options['passwordStdin'] === true
  if ([code !== undefined, browser !== undefined || provider !== undefined, fromInput].filter(Boolean).length > 1) {
    throw new Failure('usage', 'Sign in one way: by password, by code, or with a browser.', { hint: WAYS })
  }
  const mayAsk = streams.interactive && !manner.json
  if (browser !== undefined || provider !== undefined) {
    const name = textIn(browser) ?? textIn(provider) ?? 'google'
    if (/^[\w:.-]+$/.test(name)) return { by: 'browser', provider: name, isHere: browser !== false }
    throw new Failure('usage', `${JSON.stringify(name)} is no provider.`, { hint: 'Providers are google, github, …' })
  }
  if (!mayAsk && email === undefined) throw new Failure('usage', 'How do you want to sign in?', { hint: WAYS })
  if (code !== undefined) return { by: 'code', email, code: textIn(code) }
  if (mayAsk || fromInput) return { by: 'password', email, fromInput }
  throw new Failure('usage', 'Without a terminal the password comes from standard input.', { hint: WAYS })
}

const WAYS = `ytdub login --email you@example.org --password-stdin < file
ytdub login --email you@example.org --code
ytdub login --browser`

function textIn(option: unknown): string | undefined {
  return typeof option === 'string' && option.trim() !== '' ? option.trim() : undefined
}

/** @returns the session to keep; undefined where a code is on its way and nobody can be asked for it. */
async function signIn(way: Way, client: AuthClient, context: Context) {
  if (way.by === 'browser') return withBrowser(client, way, context)
  const ways = await import('../../src/remote/session/sign-in.ts')
  const email = way.email ?? (await askLine('E-mail address:'))
  if (way.by === 'password') {
    const password = way.fromInput ? await readSecret() : await askHidden('Password (empty to have a code sent):')
    if (password !== '') return ways.signInWithPassword(client, { email, password })
    if (way.fromInput) throw new Failure('usage', 'Standard input holds no password.', { hint: WAYS })
  } else if (way.code !== undefined) {
    return ways.signInWithCode(client, { email, code: way.code })
  }
  await ways.sendCode(client, email)
  const { streams, manner } = context
  if (!manner.quiet) streams.err(`A code is on its way to ${printable(email)}.\n`)
  if (streams.interactive && !manner.json) return withAskedCode(client, email, streams)
  if (!manner.quiet) streams.err(`Sign in with it: ytdub login --email ${typeable(email)} --code …\n`)
  return undefined
}

/** How often a person may mistype what they are asked for. */
const TRIES = 3

/** A code holds until it is used: who mistypes it is asked again, not sent another one. */
async function withAskedCode(client: AuthClient, email: string, streams: Context['streams']) {
  const { signInWithCode } = await import('../../src/remote/session/sign-in.ts')
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await signInWithCode(client, { email, code: await askLine('Code:') })
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'auth') || attempt === TRIES) throw error
      streams.err(`${error.message} Look at it again, and at whether it is the newest.\n`)
    }
  }
}

/** How long a person may take in the browser, in ms: as long as Supabase keeps a sign-in that was begun. */
const BROWSER_MS = 300_000

async function withBrowser(
  client: AuthClient,
  { provider, isHere }: Way & { readonly by: 'browser' },
  { streams, manner }: Context,
) {
  const [{ signInWithBrowser }, { openInBrowser }] = await Promise.all([
    import('../../src/remote/session/browser-sign-in.ts'),
    import('../../src/remote/session/open-in-browser.ts'),
  ])
  const mayPaste = !isHere || (streams.interactive && !manner.json)
  return signInWithBrowser(client, {
    provider,
    again: isHere ? 'ytdub login --browser' : 'ytdub login --no-browser',
    deadline: AbortSignal.timeout(BROWSER_MS),
    async show(address) {
      const isOpening = isHere && (await openInBrowser(address))
      streams.err(`${isOpening ? 'A browser should open. If none does, open' : 'Open'} this address:\n${address}\n`)
      if (mayPaste) streams.err('If it ends at a page that cannot be shown, paste the address of that page here:\n')
    },
    ...(mayPaste && { pasted: pasting(isHere, { streams, manner }) }),
  })
}

/** What is pasted on a terminal may be the wrong thing first. Where nobody can paste anything, nobody is waited for. */
function pasting(isHere: boolean, { streams, manner }: Pick<Context, 'streams' | 'manner'>) {
  const mayAsk = streams.interactive && !manner.json
  return async (signal: AbortSignal, mayEnd: (text: string) => boolean) => {
    let tries = mayAsk ? TRIES : 1
    const line = await readLine(signal, (text) => {
      tries -= 1
      if (tries === 0 || mayEnd(text)) return true
      streams.err(
        'This is not the address at which this sign-in ends. Paste the whole address that the browser shows:\n',
      )
      return false
    })
    if (line !== undefined || isHere) return line
    throw nothingPasted()
  }
}

function nothingPasted(): Failure {
  return new Failure('usage', 'Nothing was pasted: standard input has ended.', {
    hint: `Run it in a terminal, or sign in another way:\n${WAYS}`,
  })
}
