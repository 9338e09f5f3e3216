import { mkdir, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { temporaryFolder } from './rig/home.ts'

afterEach(() => void vi.unstubAllEnvs())

/** A working folder and a person's own configuration, both empty but for what a test writes. */
async function openDesk() {
  const home = await temporaryFolder()
  await mkdir(home.at('work'))
  await mkdir(home.at('own', 'ytdub'), { recursive: true })
  vi.stubEnv('XDG_CONFIG_HOME', home.at('own'))
  const write = (path: string, settings: object | string) => {
    return writeFile(path, typeof settings === 'string' ? settings : JSON.stringify(settings))
  }
  return {
    folder: home.at('work'),
    own: (settings: object | string) => write(home.at('own', 'ytdub', 'config.json'), settings),
    local: (settings: object | string) => write(home.at('work', 'ytdub.config.json'), settings),
    dotenv: (text: string) => write(home.at('work', '.env'), text),
    load: (environment: NodeJS.ProcessEnv = {}) => loadConfig(environment, home.at('work')),
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
}

const KEY = 'DEEPGRAM_API_KEY=k\n'

test('without files and variables there are defaults', async () => {
  await using desk = await openDesk()
  const config = await desk.load()
  expect(config).toMatchObject({ folder: desk.folder, searchPath: '', unattended: false, noColor: false, warnings: [] })
  expect(config.home).toMatch(/ytdub/)
  expect(config.deepgramApiKey).toBeUndefined()
})

test('environment before .env before the folder’s file before the person’s own', async () => {
  await using desk = await openDesk()
  const keys = async () => {
    const { deepgramApiKey, openaiApiKey } = await desk.load()
    return [deepgramApiKey, openaiApiKey]
  }
  await desk.own({ deepgramApiKey: 'own', openaiApiKey: 'own', maxRate: 1.1, format: 'flac' })
  expect(await keys()).toEqual(['own', 'own'])
  await desk.local({ deepgramApiKey: 'local', maxRate: 1.3 })
  expect(await keys()).toEqual(['local', 'own'])
  await desk.dotenv('DEEPGRAM_API_KEY="dot env"\n# a comment\n')
  expect(await keys()).toEqual(['dot env', 'own'])
  expect(await desk.load({ DEEPGRAM_API_KEY: 'environment' })).toMatchObject({
    deepgramApiKey: 'environment',
    openaiApiKey: 'own',
    maxRate: 1.3,
    format: 'flac',
  })
})

test('every variable that is named is read', async () => {
  await using desk = await openDesk()
  const environment = {
    YTDUB_HOME: '/h',
    FFMPEG_PATH: '/f',
    DEEPGRAM_API_KEY: 'd',
    OPENAI_API_KEY: 'o',
    DEEPGRAM_BASE_URL: 'http://127.0.0.1:1',
    OPENAI_BASE_URL: 'https://127.0.0.1:2/v1',
    YTDUB_STT_BASE_URL: 'http://localhost:3',
    YTDUB_LLM_BASE_URL: 'http://localhost:4',
    YTDUB_TTS_BASE_URL: 'http://localhost:5',
    YTDUB_LOCAL_API_KEY: 'l',
    PATH: '/bin',
    CI: 'true',
    NO_COLOR: '1',
  }
  expect(await desk.load(environment)).toMatchObject({
    home: '/h',
    ffmpegPath: '/f',
    deepgramApiKey: 'd',
    openaiApiKey: 'o',
    deepgramBaseUrl: 'http://127.0.0.1:1',
    openaiBaseUrl: 'https://127.0.0.1:2/v1',
    sttBaseUrl: 'http://localhost:3',
    llmBaseUrl: 'http://localhost:4',
    ttsBaseUrl: 'http://localhost:5',
    localApiKey: 'l',
    searchPath: '/bin',
    unattended: true,
    noColor: true,
  })
})

test('a variable that is empty is not set, and hides nothing', async () => {
  await using desk = await openDesk()
  await desk.own({ deepgramApiKey: 'own', home: '/own' })
  await desk.dotenv('DEEPGRAM_API_KEY=\n')
  expect(await desk.load({ DEEPGRAM_API_KEY: '', YTDUB_HOME: '', CI: '', NO_COLOR: '' })).toMatchObject({
    deepgramApiKey: 'own',
    home: '/own',
    unattended: false,
    noColor: false,
  })
})

describe('a working folder may be somebody else’s', () => {
  const dangerous = { ffmpegPath: '/stranger/ffmpeg', home: '/stranger/home' }

  test('its program paths are left out, and said', async () => {
    await using desk = await openDesk()
    await desk.own({ ffmpegPath: '/own/ffmpeg' })
    await desk.local({ ...dangerous, languages: ['es'] })
    const config = await desk.load({ DEEPGRAM_API_KEY: 'mine' })
    expect(config).toMatchObject({ ffmpegPath: '/own/ffmpeg', languages: ['es'], deepgramApiKey: 'mine' })
    expect(config.home).not.toBe('/stranger/home')
    expect(config.warnings).toEqual([
      expect.stringMatching(/^ffmpegPath in ytdub\.config\.json .* not used/),
      expect.stringMatching(/^home in ytdub\.config\.json .* not used/),
    ])
  })

  test('also those of its .env', async () => {
    await using desk = await openDesk()
    await desk.dotenv('FFMPEG_PATH=/stranger/ffmpeg\n')
    const { ffmpegPath, warnings } = await desk.load({ DEEPGRAM_API_KEY: 'mine' })
    expect([ffmpegPath, warnings]).toEqual([undefined, [expect.stringContaining('.env')]])
  })

  test('beside keys of the same file they count, and only of the same file', async () => {
    await using desk = await openDesk()
    await desk.dotenv(KEY)
    await desk.local(dangerous)
    expect((await desk.load()).ffmpegPath).toBeUndefined()
    await desk.dotenv('')
    await desk.local({ ...dangerous, openaiApiKey: 'k' })
    expect(await desk.load()).toMatchObject({ ...dangerous, warnings: [] })
  })

  test('a stranger’s key vouches for nothing while the person’s own keys hold', async () => {
    await using desk = await openDesk()
    await desk.local({ ...dangerous, openaiApiKey: 'dummy' })
    for (const own of [{ OPENAI_API_KEY: 'mine' }, { DEEPGRAM_API_KEY: 'mine' }]) {
      const { ffmpegPath, home, warnings } = await desk.load(own)
      expect(ffmpegPath).toBeUndefined()
      expect(home).not.toBe(dangerous.home)
      expect(warnings).toHaveLength(2)
    }
  })

  test('a key that is empty vouches for nothing', async () => {
    await using desk = await openDesk()
    await desk.dotenv('FFMPEG_PATH=/stranger/ffmpeg\nDEEPGRAM_API_KEY=\n')
    expect((await desk.load()).ffmpegPath).toBeUndefined()
  })

  test('the person’s own file is trusted', async () => {
    await using desk = await openDesk()
    await desk.own(dangerous)
    expect(await desk.load()).toMatchObject({ ...dangerous, warnings: [] })
  })
})

describe('a base URL says where keys and recordings go', () => {
  const URLS = ['deepgramBaseUrl', 'openaiBaseUrl', 'sttBaseUrl', 'llmBaseUrl', 'ttsBaseUrl'] as const
  const stranger = Object.fromEntries(URLS.map((name) => [name, 'https://stranger.example']))
  const urlsOf = (config: object) => Object.keys(config).filter((name) => name.endsWith('BaseUrl'))

  test.each([
    ['the environment', { DEEPGRAM_API_KEY: 'mine' }],
    ['the environment, of the local engine', { YTDUB_LOCAL_API_KEY: 'mine' }],
    ['nowhere', {}],
  ])('one of the folder’s file is not used where the keys are from %s, and that is said', async (_where, keys) => {
    await using desk = await openDesk()
    await desk.local(stranger)
    const config = await desk.load(keys)
    expect(urlsOf(config)).toEqual([])
    expect(config.warnings).toHaveLength(URLS.length)
    for (const name of URLS) expect(config.warnings).toContainEqual(expect.stringContaining(name))
  })

  test('whether tokens may go unencrypted is the person’s to say, as true or false, and no folder’s', async () => {
    await using desk = await openDesk()
    await desk.local({ plainHttp: true, apiUrl: 'http://stranger.example' })
    const config = await desk.load({ YTDUB_ACCESS_TOKEN: 'mine' })
    expect([config.plainHttp, config.apiUrl, config.warnings.length]).toEqual([undefined, undefined, 2])
    expect((await desk.load({ YTDUB_ACCESS_TOKEN: 'mine', YTDUB_PLAIN_HTTP: 'true' })).plainHttp).toBe(true)
    await expect(desk.load({ YTDUB_PLAIN_HTTP: 'perhaps' })).rejects.toMatchObject({
      message: 'YTDUB_PLAIN_HTTP is wrong: it is neither true nor false.',
    })
  })

  test('nor where only one of the keys that hold is the file’s own', async () => {
    await using desk = await openDesk()
    await desk.local({ ...stranger, openaiApiKey: 'theirs' })
    expect(urlsOf(await desk.load({ DEEPGRAM_API_KEY: 'mine' }))).toEqual([])
    expect(urlsOf(await desk.load({ OPENAI_API_KEY: 'mine' }))).toEqual([])
    expect(urlsOf(await desk.load({ YTDUB_LOCAL_API_KEY: 'mine' }))).toEqual([])
  })

  test('it is used beside keys of the same file', async () => {
    await using desk = await openDesk()
    await desk.local({ ...stranger, deepgramApiKey: 'theirs', openaiApiKey: 'theirs', localApiKey: 'theirs' })
    expect(await desk.load()).toMatchObject({ ...stranger, warnings: [] })
  })

  test('beside keys of another file of the same folder it is not', async () => {
    await using desk = await openDesk()
    await desk.dotenv('DEEPGRAM_BASE_URL=https://stranger.example\n')
    await desk.local({ deepgramApiKey: 'theirs' })
    expect(urlsOf(await desk.load())).toEqual([])
  })

  test('the environment’s and the person’s own are used', async () => {
    await using desk = await openDesk()
    await desk.own({ sttBaseUrl: 'http://localhost:8000' })
    const config = await desk.load({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_API_KEY: 'mine' })
    expect(config).toMatchObject({ sttBaseUrl: 'http://localhost:8000', openaiBaseUrl: 'http://127.0.0.1:9/v1' })
  })

  test.each(['localhost:8000', 'ftp://127.0.0.1', 'file:///etc/passwd', 'no address'])(
    'one that is no http address (%s) is named as it is called where it stands',
    async (url) => {
      await using desk = await openDesk()
      const failure = (message: string) => ({
        name: 'Failure',
        code: 'config',
        message: expect.stringMatching(message),
      })
      await expect(desk.load({ YTDUB_STT_BASE_URL: url })).rejects.toMatchObject(
        failure('^YTDUB_STT_BASE_URL is wrong: it is no http or https address'),
      )
      await expect(desk.load({ OPENAI_BASE_URL: url })).rejects.toMatchObject(failure('^OPENAI_BASE_URL is wrong'))
      await desk.own({ ttsBaseUrl: url })
      await expect(desk.load()).rejects.toMatchObject(failure('config\\.json.* is wrong at ttsBaseUrl'))
    },
  )
})

test('no key stays in the environment, which other programs get too', async () => {
  await using desk = await openDesk()
  const environment = { DEEPGRAM_API_KEY: 'd', OPENAI_API_KEY: 'o', YTDUB_LOCAL_API_KEY: 'l', PATH: '/bin' }
  expect(await desk.load(environment)).toMatchObject({ deepgramApiKey: 'd', openaiApiKey: 'o', localApiKey: 'l' })
  expect(environment).toEqual({ PATH: '/bin' })
})

describe('origins of web pages', () => {
  test('are brought to the one spelling that browsers send', async () => {
    await using desk = await openDesk()
    const told = 'https://App.Example.com/, https://app.example.com:443 ,http://localhost:3000,capacitor://localhost,'
    const { corsOrigins } = await desk.load({ YTDUB_CORS_ORIGINS: told })
    expect(corsOrigins).toEqual([
      'https://app.example.com',
      'https://app.example.com',
      'http://localhost:3000',
      'capacitor://localhost',
    ])
    await desk.own({ corsOrigins: ['https://Bücher.example:443/'] })
    expect((await desk.load()).corsOrigins).toEqual(['https://xn--bcher-kva.example'])
  })

  test.each([
    '*',
    'null',
    'app.example.com',
    'app.example.com:443',
    'localhost:3000',
    'https://*.example.com',
    'https://app.example.com/page',
    'https://app.example.com?x',
    'https:app.example.com',
    'file:///srv/page.html',
    'about:blank',
  ])('%s is none', async (origin) => {
    await using desk = await openDesk()
    const failure = { code: 'config', message: expect.stringContaining(`is wrong: "${origin}" is no origin`) }
    await expect(desk.load({ YTDUB_CORS_ORIGINS: `https://a.example,${origin}` })).rejects.toMatchObject(failure)
    await desk.own({ corsOrigins: ['https://a.example', origin] })
    await expect(desk.load()).rejects.toMatchObject({ message: expect.stringMatching(/wrong at corsOrigins\.1: "/) })
  })

  test('one with a password in it is none, and is not told', async () => {
    await using desk = await openDesk()
    const failure: unknown = await desk
      .load({ YTDUB_CORS_ORIGINS: 'https://me:s3cret@a.example' })
      .catch((error) => error)
    expect(failure).toMatchObject({ code: 'config', message: expect.stringContaining('is no origin') })
    expect(String(failure)).not.toContain('s3cret')
  })
})

test('a secret that signs tokens has to be one that nobody guesses', async () => {
  await using desk = await openDesk()
  const failure = {
    code: 'config',
    message: expect.stringContaining('SUPABASE_JWT_SECRET is wrong: it has fewer than 32'),
  }
  for (const secret of ['short', 'a'.repeat(31)]) {
    await expect(desk.load({ SUPABASE_JWT_SECRET: secret })).rejects.toMatchObject(failure)
  }
  for (const secret of ['a'.repeat(32), 'é'.repeat(16)]) {
    expect((await desk.load({ SUPABASE_JWT_SECRET: secret })).supabaseJwtSecret).toBe(secret)
  }
})

describe('a file that is wrong is named, with what in it', () => {
  test.each([
    ['an unknown setting', { languagess: ['es'] }, /ytdub\.config\.json.*languagess/],
    ['a wrong type', { maxRate: 'fast' }, /wrong at maxRate/],
    ['a value out of bounds', { maxRate: 3 }, /wrong at maxRate/],
    ['an unknown engine', { engine: 'steam' }, /wrong at engine/],
    ['a deep one', { languages: ['es', 7] }, /wrong at languages\.1/],
    ['another shape', [], /wrong at its top/],
    ['no JSON', '{ maxRate: 1 }', /is not JSON/],
    ['nothing at all', '', /is not JSON/],
  ])('%s', async (_what, settings, message) => {
    await using desk = await openDesk()
    await desk.local(settings)
    const failure = {
      name: 'Failure',
      code: 'config',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    }
    await expect(desk.load()).rejects.toMatchObject(failure)
    await desk.local('{}')
    await desk.own(settings)
    await expect(desk.load()).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('config.json') })
  })

  test('a file that cannot be read', async () => {
    await using desk = await openDesk()
    await mkdir(`${desk.folder}/.env`)
    await expect(desk.load()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/\.env.*cannot be read/),
    })
  })

  test('never with what it holds: it may be a key', async () => {
    await using desk = await openDesk()
    await desk.local('{ "deepgramApiKey": "s3cret')
    const error: unknown = await desk.load().catch((caught: unknown) => caught)
    expect(String(error)).not.toContain('s3cret')
  })
})

describe('where each comes from', () => {
  test('the variable, also an older one, the file of the folder, the person’s own', async () => {
    await using desk = await openDesk()
    await desk.own({ maxRate: 1.1, format: 'flac', openaiApiKey: 'own' })
    await desk.local({ format: 'mp3' })
    await desk.dotenv('OPENAI_API_KEY=dotenv\n')
    const { sources, ownFile } = await desk.load({ SUPABASE_ANON_KEY: 'k', YTDUB_CORS_ORIGINS: 'https://a.example' })
    expect(sources).toEqual({
      maxRate: { from: 'own', path: ownFile },
      format: { from: 'folder', path: expect.stringMatching(/ytdub\.config\.json$/) },
      openaiApiKey: { from: '.env', variable: 'OPENAI_API_KEY' },
      supabasePublishableKey: { from: 'environment', variable: 'SUPABASE_ANON_KEY' },
      corsOrigins: { from: 'environment', variable: 'YTDUB_CORS_ORIGINS' },
    })
    expect(ownFile).toMatch(/own.ytdub.config\.json$/)
  })

  test('what is left out comes from nowhere', async () => {
    await using desk = await openDesk()
    await desk.local({ openaiBaseUrl: 'https://stranger.example' })
    expect((await desk.load({ OPENAI_API_KEY: 'mine' })).sources).toEqual({
      openaiApiKey: { from: 'environment', variable: 'OPENAI_API_KEY' },
    })
  })

  test('a name that is no setting is told what may have been meant', async () => {
    await using desk = await openDesk()
    await desk.own({ languagess: ['es'] })
    await expect(desk.load()).rejects.toMatchObject({
      hint: expect.stringMatching(/^Did you mean languages\? Settings/),
    })
  })
})

describe('proxies', () => {
  test('small letters go first, empty ones do not count', async () => {
    await using desk = await openDesk()
    const told = { HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1', HTTP_PROXY: '', NO_PROXY: 'localhost' }
    expect((await desk.load({ ...told, NODE_EXTRA_CA_CERTS: '/ca.pem' })).certificates).toBe('/ca.pem')
    expect((await desk.load(told)).proxies).toEqual({ https: 'http://small:1', http: undefined, exempt: 'localhost' })
  })

  test.each(['proxy:3128', 'socks5://proxy:1080', 'nonsense'])('%s is refused', async (url) => {
    await using desk = await openDesk()
    await expect(desk.load({ HTTP_PROXY: url })).rejects.toMatchObject({
      code: 'config',
      message: 'HTTP_PROXY is wrong: it is no http or https address.',
    })
  })

  test('a folder’s .env names none', async () => {
    await using desk = await openDesk()
    await desk.dotenv('HTTPS_PROXY=http://stranger:1\n')
    expect((await desk.load()).proxies.https).toBeUndefined()
  })
})
