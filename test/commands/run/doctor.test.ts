import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { describeFindings, runDoctor, workingEngines } from '../../../commands/run/doctor.ts'
import type { Config } from '../../../src/config.ts'
import type { Finding } from '../../../src/ports/findings.ts'
import { models, oddServer } from '../../providers/local/odd-server.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../../rig/emulators/openai.ts'
import { temporaryFolder } from '../../rig/home.ts'

const finding = (name: string, status: Finding['status'], engines: Finding['engines'], hint?: string): Finding => {
  return { name, status, detail: `about ${name}`, engines, hint }
}
const FINDINGS = [
  finding('Node.js', 'works', ['cloud', 'local', 'offline']),
  finding('Deepgram', 'fails', ['cloud'], 'Set a valid key.'),
  finding('Local speech', 'unset', ['local'], 'Set ttsBaseUrl.'),
  finding('eSpeak NG', 'works', ['offline']),
]

test('an engine works where all that it needs does', () => {
  expect(workingEngines(FINDINGS)).toEqual(['offline'])
  expect(workingEngines([...FINDINGS, finding('ffmpeg', 'fails', ['offline'])])).toEqual([])
  expect(workingEngines([])).toEqual([])
})

test('shows a table, what to do, and what works', () => {
  expect(describeFindings(FINDINGS, { color: { out: false, err: false } })).toBe(
    [
      '   What          Found',
      '✓  Node.js       about Node.js',
      '✗  Deepgram      about Deepgram',
      '–  Local speech  about Local speech',
      '✓  eSpeak NG     about eSpeak NG',
      '',
      '✗ Deepgram: Set a valid key.',
      '– Local speech: Set ttsBaseUrl.',
      '',
      'Engines that work: offline.',
      '',
    ].join('\n'),
  )
})

test('nothing from outside moves the cursor', () => {
  const told = describeFindings([{ ...FINDINGS[1]!, detail: 'a\u001b[2Jb\nc', hint: 'x\u001b]0;y\u0007z' }], {
    color: { out: false, err: false },
  })
  expect(told).not.toContain('\u001b')
})

/** `ytdub doctor` with these settings, and what it wrote. */
async function examined(
  settings: Partial<Config> & Record<string, unknown>,
  json = true,
  options: { readonly offline?: boolean } = {},
) {
  await using home = await temporaryFolder()
  const config = {
    home: home.path,
    folder: home.path,
    searchPath: process.env['PATH'] ?? '',
    warnings: [],
    ownFile: home.at('config.json'),
    proxies: { https: undefined, http: undefined, exempt: undefined },
    ...settings,
  }
  const [said, complained]: [string[], string[]] = [[], []]
  const writes = { out: (text: string) => void said.push(text), err: (text: string) => void complained.push(text) }
  const streams = { ...writes, color: { out: false, err: false } }
  const code = await runDoctor([], options, {
    streams: streams as never,
    manner: { json, quiet: false, verbose: false },
    config: config as never,
  })
  return { code, out: said.join(''), err: complained.join('') }
}

test('looks at this machine and at all servers, as JSON, without the keys', async () => {
  await using openai = await startOpenAI()
  const { code, out } = await examined({
    openaiApiKey: EMULATED_OPENAI_KEY,
    openaiBaseUrl: openai.url,
    deepgramApiKey: 'SECRET',
    deepgramBaseUrl: 'http://127.0.0.1:9',
  })
  const found = JSON.parse(out) as { name: string; status: string; detail: string; hint: string | null }[]
  const byName = Object.fromEntries(found.map((each) => [each.name, each]))
  expect(byName['OpenAI']).toMatchObject({ status: 'works', hint: null })
  expect(byName['Deepgram']).toMatchObject({ status: 'fails', hint: expect.any(String) })
  expect(byName['ffmpeg']).toMatchObject({ status: 'works', detail: expect.stringMatching(/^\S+, \//) })
  expect(byName['ytdub']).toMatchObject({ detail: expect.stringMatching(/^\d+\.\d+\.\d+, \w+ \w+$/) })
  expect(byName['Job database']).toMatchObject({ status: 'works', detail: 'none yet' })
  expect(byName['Clock']).toMatchObject({ status: 'works' })
  expect(byName['Base URLs']).toMatchObject({ detail: expect.stringContaining('OPENAI_BASE_URL http') })
  expect(byName['Local translation']).toMatchObject({ status: 'unset' })
  expect(code).toBe(2) // The offline engine works wholly here, but both keys are set: a dub would take the cloud.
  expect(out).not.toMatch(/SECRET|emulated-openai-key/)
})

test('a local server really hears a sentence', async () => {
  const words = [{ text: 'One.', start: 0, end: 0.5 }]
  await using speaches = await startOpenAI({ quirks: ['speaches'], keyless: true, listen: { language: 'en', words } })
  const { out } = await examined({ sttBaseUrl: speaches.url }, false)
  expect(out).toContain('✓  Local speech recognition: word times')
  const upload = speaches.calls.find(({ trade }) => trade === 'stt')
  expect(upload?.body.includes('OggS')).toBe(true)
})

test('the models and the key that somebody has named are the ones that are tried', async () => {
  await using odd = await oddServer({ '/models': models('a:1', 'b:2'), '/chat/completions': { status: 500, body: {} } })
  const { out } = await examined({ llmBaseUrl: odd.url, llm: 'local:b:2' }, false)
  expect(out).toContain('model b:2')
  expect(odd.asked.at(-1)?.body).toContain('"model":"b:2"')
})

test('fails where a dub would: with one key of two, or with nothing of the engine that is taken for want of keys', async () => {
  const half = await examined({ deepgramApiKey: 'SECRET' }, false, { offline: true })
  expect([half.code, half.err]).toEqual([2, expect.stringContaining('OPENAI_API_KEY is missing')])
  const servers = {
    sttBaseUrl: 'http://127.0.0.1:9',
    llmBaseUrl: 'http://127.0.0.1:9',
    ttsBaseUrl: 'http://127.0.0.1:9',
  }
  const local = await examined({ ...servers, searchPath: '/nowhere' }, false, { offline: true })
  expect([local.code, local.out]).toEqual([2, expect.stringContaining('A dub would take the offline engine')])
  const named = await examined({ ...servers, stt: 'local:m', llm: 'local:m', tts: 'local:v' }, false, { offline: true })
  expect(named.code).toBe(0)
})

test('where no engine works the exit code says so', async () => {
  const { code, out } = await examined({ searchPath: '/nowhere', ffmpegPath: '/nowhere/ffmpeg' }, false)
  expect(code).toBe(2)
  expect(out).toContain('No engine works yet.')
  expect(out).toContain('FFMPEG_PATH')
})

test('offline it calls nobody, and says what it did not ask', async () => {
  await using openai = await startOpenAI()
  const settings = { openaiApiKey: 'SECRET', openaiBaseUrl: openai.url, llmBaseUrl: openai.url, apiUrl: openai.url }
  const { out } = await examined(settings, false, { offline: true })
  expect(out).toContain('?  OpenAI')
  expect(out).toContain('?  Local servers')
  expect(out).toContain('not compared')
  expect(out).not.toContain('SECRET')
  expect(openai.calls).toEqual([])
})

test('the database, the service and what leads there are looked at too, each with its mend', async () => {
  await using home = await temporaryFolder()
  await writeFile(home.at('ytdub.db'), 'no database'.repeat(100))
  await writeFile(home.at('config.json'), '{}', { mode: 0o644 })
  const { out } = await examined(
    {
      home: home.path,
      ownFile: home.at('config.json'),
      apiUrl: 'http://127.0.0.1:9',
      supabaseUrl: 'http://supabase.example',
      proxies: { https: undefined, http: 'http://me:SECRET@127.0.0.1:2', exempt: '127.0.0.1' },
      certificates: home.at('nothing.pem'),
    },
    false,
    { offline: true },
  )
  for (const line of [
    /✗ Job database: .*mv /,
    /✗ Configuration: .*chmod 600/,
    /✗ Base URLs: Keys go there for all to read: use https in SUPABASE_URL\./,
    /✗ Certificates: Correct NODE_EXTRA_CA_CERTS/,
    /✓ {2}Proxy +HTTP_PROXY http:\/\/me:…@127\.0\.0\.1:2, NO_PROXY 127\.0\.0\.1/,
  ]) {
    expect(out).toMatch(line)
  }
  expect(out).not.toContain('SECRET')
})
