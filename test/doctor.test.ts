import { createServer } from 'node:http'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { checkKeys, examine } from '../src/doctor.ts'
import { startOpenAI } from './rig/emulators/openai.ts'
import { temporaryFolder } from './rig/home.ts'
import { openHome } from './rig/open-home.ts'
import { settableClock } from './rig/settable-clock.ts'

const PROXIES = { https: undefined, http: undefined, exempt: undefined }

/** A server that answers everything with 200, and with the date of its own clock. */
async function serverAt(date: Date | string) {
  const server = createServer((_request, response) => {
    response.sendDate = false
    response.writeHead(200, { date: typeof date === 'string' ? date : date.toUTCString() }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function findingsWith(settings: Partial<Parameters<typeof examine>[0]>, clock = settableClock()) {
  await using home = await temporaryFolder()
  const usual = {
    home: home.path,
    searchPath: '',
    ownFile: home.at('config.json'),
    proxies: PROXIES,
    certificates: undefined,
  }
  const found = await examine({ ...usual, ...settings }, { clock })
  return Object.fromEntries(found.map((finding) => [finding.name, finding]))
}

test.each([
  [0, 'works', 'agrees'],
  [-299, 'works', 'agrees'],
  [3600, 'fails', '60 min behind'],
  [-600, 'fails', '10 min ahead'],
])('a vendor’s clock that is %i s ahead of this one: %s', async (seconds, status, detail) => {
  const clock = settableClock()
  await using deepgram = await serverAt(new Date(clock.now() + seconds * 1000))
  const found = await findingsWith({ deepgramApiKey: 'key', deepgramBaseUrl: deepgram.url }, clock)
  expect(found['Deepgram']).toMatchObject({ status: 'works', detail: 'key accepted' })
  expect(found['Clock']).toMatchObject({ status, detail: expect.stringContaining(detail) })
})

test('whoever tells no time, or nonsense, says nothing of the clock', async () => {
  await using deepgram = await serverAt('yesterday')
  const found = await findingsWith({ deepgramApiKey: 'key', deepgramBaseUrl: deepgram.url })
  expect(found['Clock']).toMatchObject({ status: 'unset', detail: expect.stringContaining('not compared') })
})

test('the service and its Supabase project are asked once each', async () => {
  await using there = await serverAt(new Date())
  const found = await findingsWith({
    apiUrl: there.url,
    supabaseUrl: 'http://127.0.0.1:9',
    supabasePublishableKey: 'k',
  })
  expect(found['Service']).toMatchObject({ status: 'works' })
  expect(found['Supabase']).toMatchObject({ status: 'fails', hint: expect.stringContaining('SUPABASE_URL') })
})

test('of a database it tells the version and the jobs, and changes nothing of it', async () => {
  await using my = await openHome()
  const path = my.home.at('home', 'ytdub.db')
  const version = () => {
    const database = new Sqlite(path)
    const told = Number(database.pragma('user_version', { simple: true }))
    database.close()
    return told
  }
  const newest = version()
  const found = await findingsWith({ home: my.home.at('home') })
  expect(found['Job database']).toMatchObject({ status: 'works', detail: `version ${newest}, 0 jobs` })
  const database = new Sqlite(path)
  database.pragma(`user_version = ${newest + 1}`)
  database.close()
  const newer = await findingsWith({ home: my.home.at('home') })
  expect(newer['Job database']).toMatchObject({ status: 'fails', hint: expect.stringContaining('Update ytdub') })
  expect(version()).toBe(newest + 1)
})

test('an output folder of one’s own is looked at like the data folder', async () => {
  await using folder = await temporaryFolder()
  const found = await findingsWith({ out: folder.at('dubs') })
  expect(found['Output folder']).toMatchObject({ detail: expect.stringMatching(/dubs, \d+\.\d GB free$/) })
  expect((await findingsWith({}))['Output folder']).toBeUndefined()
})

test('keys alone are checked where keys alone are asked for', async () => {
  await using openai = await startOpenAI()
  const found = await checkKeys({ openaiApiKey: 'wrong', openaiBaseUrl: openai.url })
  expect(found).toMatchObject([
    { name: 'Deepgram', status: 'unset' },
    { name: 'OpenAI', status: 'fails', detail: 'It refuses the key.' },
  ])
})

test('who cannot be reached behind a proxy may be there: the proxy is named', async () => {
  const nowhere = { deepgramApiKey: 'key', deepgramBaseUrl: 'http://127.0.0.1:9', apiUrl: 'http://127.0.0.1:9' }
  const behind = await findingsWith({ ...nowhere, proxies: { ...PROXIES, https: 'http://proxy.example:3128' } })
  for (const name of ['Deepgram', 'Service']) expect(behind[name]?.hint).toContain('through the proxy above')
  expect((await findingsWith(nowhere))['Deepgram']?.hint).not.toContain('proxy')
})
