import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { login as command } from '../../commands/login.ts'
import { type AuthServer, EMAIL, PASSWORD, startAuthServer } from '../remote/session/auth-server.ts'
import { type Ended, newPerson, type Person, run } from '../rig/cli.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')

let person: Person
let server: AuthServer
const time = { offset: 0 }
beforeEach(async () => {
  time.offset = 0
  person = await newPerson()
  server = await startAuthServer({ now: () => Date.now() + time.offset })
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

/** `ytdub login …`, its standard input a pipe. */
function login(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const all = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, ...server.env, ...env }
  const running = run(process.execPath, [YTDUB, 'login', ...args], { cwd: person.folder, env: all, typed: true })
  return { ...running, type: (text: string) => running.child.stdin?.end(text) }
}

async function withPassword(password: string, args: readonly string[] = []): Promise<Ended> {
  const { type, ended } = login(['--email', EMAIL, '--password-stdin', ...args])
  type(`${password}\n`)
  return ended
}

const FILE = () => join(person.home, 'session.json')
const kept = async () => JSON.parse(await readFile(FILE(), 'utf8'))
const isNotSignedIn = async () => expect(stat(FILE())).rejects.toMatchObject({ code: 'ENOENT' })

/** Nothing that anybody could sign in with was written. */
async function expectNoSecrets({ out, err }: Ended) {
  const { accessToken, refreshToken } = await kept().catch(() => ({}))
  for (const secret of [PASSWORD, accessToken, refreshToken].filter(Boolean)) expect(out + err).not.toContain(secret)
}

describe('with a password', () => {
  test('from standard input', async () => {
    const ended = await withPassword(PASSWORD)
    expect(ended).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(`^Signed in as ${EMAIL}\\. .*session\\.json`),
    })
    expect((await stat(FILE())).mode & 0o777).toBe(0o600)
    await expectNoSecrets(ended)
  })

  test('as JSON', async () => {
    const ended = await withPassword(PASSWORD, ['--json'])
    expect(ended).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(ended.out)).toEqual({
      signed_in: true,
      id: expect.any(String),
      email: EMAIL,
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      kept: { kind: 'file', path: FILE() },
    })
    await expectNoSecrets(ended)
  })

  test('a wrong one is refused', async () => {
    const ended = await withPassword('not it, but secret')
    expect(ended).toMatchObject({ code: 4, out: '', err: expect.stringContaining('password is wrong') })
    expect(ended.err).not.toContain('not it, but secret')
    await isNotSignedIn()
  })

  test('none is a mistake, and nobody is asked', async () => {
    expect(await withPassword('')).toMatchObject({ code: 2, err: expect.stringContaining('no password') })
    expect(server.calls).toEqual([])
  })
})

describe('with a code', () => {
  test('it is sent, and then typed', async () => {
    const sent = await login(['--email', EMAIL, '--code']).ended
    expect(sent).toMatchObject({ code: 0, out: '', err: expect.stringContaining(`--email ${EMAIL} --code`) })
    const [mail] = server.mails
    expect(mail?.to).toBe(EMAIL)
    await isNotSignedIn()
    const ended = await login(['--email', EMAIL, '--code', mail?.token ?? '']).ended
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining(`Signed in as ${EMAIL}`) })
    await expectNoSecrets(ended)
  })

  test('one that has expired is refused', async () => {
    await login(['--email', EMAIL, '--code']).ended
    time.offset += 3_600_001
    const ended = await login(['--email', EMAIL, '--code', server.mails[0]?.token ?? '']).ended
    expect(ended).toMatchObject({
      code: 4,
      err: expect.stringMatching(/has expired[\s\S]*ytdub login --email … --code/),
    })
    await isNotSignedIn()
  })

  test('where no further mail is sent it says so', async () => {
    server.misbehave({ kind: 'too-many', retryAfter: 'none' }, { path: /\/otp/ })
    const ended = await login(['--email', EMAIL, '--code']).ended
    expect(ended).toMatchObject({ code: 5, err: expect.stringContaining('No further mail is sent') })
  })
})

describe('with a browser', () => {
  /** A program of the system's that opens addresses, and follows where they lead. */
  async function opener(name = 'xdg-open') {
    const folder = join(person.folder, 'bin')
    await mkdir(folder)
    const script = `#!${process.execPath}\nfetch(process.argv[2]).then((page) => page.text())\n`
    await writeFile(join(folder, name), script)
    await chmod(join(folder, name), 0o755)
    return { PATH: [folder, process.env['PATH']].join(delimiter) }
  }

  test.runIf(process.platform === 'linux')('it is opened, and comes back', async () => {
    const ended = await login(['--browser', 'github'], await opener()).ended
    expect(ended).toMatchObject({ code: 0, out: '', err: expect.stringContaining(`Signed in as ${EMAIL}`) })
    expect(server.callsOf('/authorize').map(({ query }) => query.get('provider'))).toEqual(['github'])
    await expectNoSecrets(ended)
  })

  test.runIf(process.platform === 'linux')('a refusal there is one here', async () => {
    server.atProvider({ error: 'access_denied', code: 'access_denied', description: 'The user said <no>' })
    const ended = await login(['--browser'], await opener()).ended
    expect(ended).toMatchObject({ code: 4, err: expect.stringContaining('refused: The user said <no>') })
    await isNotSignedIn()
  })

  /** Signs in at the address that is shown, in a browser on another machine. */
  async function elsewhere(shown: () => string): Promise<URL> {
    const [address = ''] = new RegExp(`^${server.url}/auth/v1/authorize.*$`, 'm').exec(shown()) ?? []
    const { headers } = await fetch(address, { redirect: 'manual' })
    return new URL(headers.get('location') ?? '')
  }

  test('elsewhere, and its port is forwarded', async () => {
    const { seen, ended, child } = login(['--no-browser'])
    let err = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8')
    })
    await seen('paste the address')
    const page = await fetch(await elsewhere(() => err))
    expect(await page.text()).toContain('You are signed in')
    expect(await ended).toMatchObject({ code: 0, err: expect.stringContaining(`Signed in as ${EMAIL}`) })
  })

  test.each([
    ['the address', (back: URL) => back.href, 0],
    ['an address of another sign-in', (back: URL) => back.href.replace(/signed-in\/\w/, 'signed-in/_~'), 4],
  ])('elsewhere: %s is pasted', async (_name, text, code) => {
    const { seen, type, ended, child } = login(['--no-browser', '--provider', 'github'])
    let err = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8')
    })
    await seen('paste the address')
    type(`${text(await elsewhere(() => err))}\n`)
    expect(await ended).toMatchObject({ code })
  })
})

test('--no-browser where nothing can be pasted does not wait', async () => {
  const { type, ended } = login(['--no-browser'])
  type('')
  expect(await ended).toMatchObject({ code: 2, err: expect.stringMatching(/Nothing was pasted[\s\S]*--code/) })
  await isNotSignedIn()
})

/** `ytdub login …` on a terminal. */
function onTerminal(...args: readonly string[]) {
  const line = [process.execPath, YTDUB, 'login', ...args].map((word) => `'${word}'`).join(' ')
  const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, TERM: 'xterm', ...server.env }
  const running = run('script', ['-qfec', line, '/dev/null'], { cwd: person.folder, env, typed: true })
  return { ...running, type: (text: string) => void running.child.stdin?.write(`${text}\r`) }
}

describe.runIf(process.platform === 'linux')('on a terminal', () => {
  test('a password is asked for, and not shown', async () => {
    const { seen, type, ended } = onTerminal()
    await seen('E-mail address:')
    type(EMAIL)
    await seen('Password')
    type(PASSWORD)
    const { code, out } = await ended
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Signed in as ${EMAIL}`) })
    expect(out).not.toContain(PASSWORD)
    expect(out).not.toContain(PASSWORD.slice(0, 8))
  })

  test('who gives no password is sent a code', async () => {
    const { seen, type, ended } = onTerminal('--email', EMAIL)
    await seen('Password')
    type('')
    await seen('Code:')
    type(server.mails[0]?.token ?? '')
    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining(`Signed in as ${EMAIL}`) })
  })

  test('who mistypes a code is asked again, and sent no other', async () => {
    const { seen, type, ended } = onTerminal('--email', EMAIL, '--code')
    await seen('Code:')
    type('1234567')
    await seen('wrong or has expired. Look at it again')
    type(server.mails[0]?.token ?? '')
    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining(`Signed in as ${EMAIL}`) })
    expect(server.mails).toHaveLength(1)
  })

  test('who pastes something else first is asked again', async () => {
    const { seen, type, ended, child } = onTerminal('--no-browser')
    let shown = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      shown += chunk.toString('utf8')
    })
    await seen('paste the address')
    type('yes')
    await seen('Paste the whole address')
    const [address = ''] = new RegExp(`${server.url}/auth/v1/authorize\\S*`).exec(shown) ?? []
    const { headers } = await fetch(address, { redirect: 'manual' })
    type(headers.get('location') ?? '')
    expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining(`Signed in as ${EMAIL}`) })
  })

  test('Ctrl-C at a question stops', async () => {
    const { seen, type, ended } = onTerminal()
    await seen('E-mail address:')
    type('\u0003')
    expect(await ended).toMatchObject({ code: 130, out: expect.stringContaining('Stopped.') })
  })
})

test('a service is named, and one way is chosen', async () => {
  const nowhere = await person.ytdub('login', '--browser')
  expect(nowhere).toMatchObject({ code: 2, err: expect.stringMatching(/SUPABASE_URL is not set[\s\S]*Set it/) })
  const unasked = await person.ytdub('login')
  expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('SUPABASE_URL is not set') })
  const env = { SUPABASE_URL: 'http://supabase.example.com' }
  expect(await login(['--code', '--email', EMAIL], env).ended).toMatchObject({
    code: 2,
    err: expect.stringMatching(/SUPABASE_URL begins with http:[\s\S]*YTDUB_PLAIN_HTTP=true/),
  })
  const both = await login(['--browser', '--code']).ended
  expect(both).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Error: Sign in one way: .*\nytdub login --email/),
  })
})

test.each([
  [{}],
  [{ email: EMAIL }],
  [{ code: '1' }],
  [{ email: ' ', passwordStdin: true }],
  [{ browser: 'a b' }],
  [{ provider: 'google', passwordStdin: true }],
])('without a terminal nobody is asked: %j', async (options) => {
  const config = { home: person.home, supabaseUrl: server.url, supabasePublishableKey: server.key }
  const context = { config, streams: { interactive: false }, manner: { json: false } } as never
  await expect(command.run([], options, context)).rejects.toMatchObject({ code: 'usage', hint: expect.any(String) })
})

test.runIf(process.platform === 'linux')(
  'without a keychain the person’s own data folder has the session',
  async () => {
    const env = { YTDUB_HOME: undefined, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
    const { type, ended } = login(['--email', EMAIL, '--password-stdin'], env)
    type(PASSWORD)
    const path = join(person.folder, '.local/share/ytdub/session.json')
    expect(await ended).toMatchObject({ code: 0, err: expect.stringContaining(path) })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  },
)
