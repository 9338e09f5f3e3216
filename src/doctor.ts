import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from './clock.ts'
import { providerNamed } from './dub/provider-named.ts'
import { ENGINES } from './dub/request.ts'
import { Failure } from './failure.ts'
import { ffmpegLacks } from './media/abilities.ts'
import { findFfmpeg } from './media/find-ffmpeg.ts'
import type { Finding } from './ports/findings.ts'
import { runProgram } from './program.ts'
import { checkDeepgram } from './providers/checks/deepgram.ts'
import { checkLocal } from './providers/checks/local.ts'
import { checkOpenAI } from './providers/checks/openai.ts'
import { ADDRESSES, type Settings, VARIABLES } from './settings.ts'
import { clockFinding } from './setup/clock-finding.ts'
import { hearDates } from './setup/dates-heard.ts'
import { machineFindings } from './setup/machine-findings.ts'
import { networkFindings } from './setup/network-findings.ts'
import { serviceFindings } from './setup/service-findings.ts'
import { inspectDatabase } from './stores/local/inspect-database.ts'

/** What doctor needs to know. */
type DoctorSettings = Omit<Settings, 'home'> & {
  readonly home: string
  readonly searchPath: string
  /** The person's own configuration file, whether it is there or not. */
  readonly ownFile: string
  readonly proxies: Parameters<typeof networkFindings>[0]['proxies']
  readonly certificates: string | undefined
}

type Manner = {
  /** Whether nobody is called. */
  readonly offline?: boolean
  readonly clock?: Clock
}

/** Whose clocks are compared with the one here, too. */
const VENDORS = ['https://api.deepgram.com', 'https://api.openai.com']

/** Everything that a dub may need, looked at and tried. Asks nothing that costs money, and changes nothing. */
export async function examine(
  settings: DoctorSettings,
  { offline = false, clock = systemClock }: Manner = {},
): Promise<readonly Finding[]> {
  const { home, searchPath, out, proxies, certificates } = settings
  const machine = { platform: process.platform, isRoot: process.getuid?.() === 0, searchPath }
  const ffmpeg = await findFfmpeg({ searchPath, configured: settings.ffmpegPath })
  const addresses = Object.fromEntries(ADDRESSES.map((name) => [VARIABLES[name], settings[name]]))
  using dates = hearDates([...VENDORS, ...Object.values(addresses).filter((url) => url !== undefined)], clock)
  const found = await Promise.all([
    machineFindings(machine, { home, out, node: process.versions.node }),
    ffmpegFinding(settings, ffmpeg),
    databaseFinding(join(home, 'ytdub.db')),
    ownFileFinding(settings.ownFile),
    networkFindings({ proxies, certificates, addresses }),
    checkKeys(settings, offline),
    offline ? [] : serviceFindings(settings),
    localFindings(settings, ffmpeg?.ffmpeg, offline),
  ])
  const proxied = (proxies.https ?? proxies.http) !== undefined
  return [...found.flat().map((finding) => (proxied ? withProxy(finding) : finding)), clockFinding(dates.ahead())]
}

/** Whoever cannot be reached may be there: the way is what is blocked. */
function withProxy(finding: Finding): Finding {
  if (finding.status !== 'fails' || !/be reached|no answer/.test(finding.detail)) return finding
  return { ...finding, hint: `${finding.hint ?? ''} It is called through the proxy above: check that too.`.trim() }
}

/** Whether the vendors take the keys. One call for each that is set, free of charge; none where it is `offline`. */
export async function checkKeys(
  { deepgramApiKey, deepgramBaseUrl, openaiApiKey, openaiBaseUrl, llm }: Settings,
  offline = false,
): Promise<readonly Finding[]> {
  const asked = (name: string, key: string | undefined, check: () => Promise<Finding>) =>
    offline && key !== undefined ? unchecked(name, 'cloud', 'key is set') : check()
  return Promise.all([
    asked('Deepgram', deepgramApiKey, () => checkDeepgram({ apiKey: deepgramApiKey, baseUrl: deepgramBaseUrl })),
    asked('OpenAI', openaiApiKey, () =>
      checkOpenAI({ apiKey: openaiApiKey, baseUrl: openaiBaseUrl, model: modelOf('openai', llm) }),
    ),
  ])
}

function unchecked(name: string, engine: 'cloud' | 'local', what: string): Finding {
  return { name, status: 'unchecked', detail: `${what}; not asked (--offline)`, engines: [engine] }
}

/** What the servers of the local engine can do. */
async function localFindings(
  settings: DoctorSettings,
  ffmpeg: string | undefined,
  offline: boolean,
): Promise<readonly Finding[]> {
  const { sttBaseUrl, llmBaseUrl, ttsBaseUrl, localApiKey: apiKey, ttsVoices: voices } = settings
  const servers = [sttBaseUrl, llmBaseUrl, ttsBaseUrl].filter((url) => url !== undefined)
  if (offline && servers.length > 0) return [unchecked('Local servers', 'local', `${servers.length} of 3 are set`)]
  await using recording = await spokenSentence(ffmpeg, sttBaseUrl !== undefined)
  return await checkLocal({
    stt: { apiKey, baseUrl: sttBaseUrl, model: modelOf('local', settings.stt) },
    llm: { apiKey, baseUrl: llmBaseUrl, model: modelOf('local', settings.llm) },
    tts: { apiKey, baseUrl: ttsBaseUrl, model: modelOf('local', settings.tts), voices },
    recording: recording.path,
  })
}

/** The model that somebody wants of a provider: `local:llama3:8b` → `llama3:8b`. */
function modelOf(provider: string, named: string | undefined): string | undefined {
  const { id, model } = providerNamed(named)
  return id === provider ? model : undefined
}

type Found = Awaited<ReturnType<typeof findFfmpeg>>

async function ffmpegFinding({ ffmpegPath }: DoctorSettings, found: Found): Promise<Finding> {
  const about = { name: 'ffmpeg', engines: ENGINES.filter((engine) => engine !== 'auto') }
  if (found === undefined) {
    const hint = ffmpegPath === undefined ? 'Install it with: ytdub setup' : 'Correct FFMPEG_PATH, or leave it out.'
    return { ...about, status: 'fails', detail: ffmpegPath === undefined ? 'not found' : `not at ${ffmpegPath}`, hint }
  }
  const { ffmpeg, lastResort } = found
  const signal = AbortSignal.timeout(10_000)
  const told = await runProgram(ffmpeg, ['-version'], { signal }).catch(() => undefined)
  const version = /version (\S+)/.exec(Buffer.from(told?.stdout ?? []).toString('utf8'))?.[1]
  const another = 'Install another one: ytdub setup'
  if (version === undefined) return { ...about, status: 'fails', detail: `${ffmpeg} does not run`, hint: another }
  const { needed, extras } = await ffmpegLacks(ffmpeg, signal)
  const bundled = /[\\/]node_modules[\\/]/.test(ffmpeg) ? ', brought along by npm' : ''
  const old = lastResort ? ', a last resort: lengths in MP4 only to the millisecond (a better one: ytdub setup)' : ''
  const without = extras.length > 0 ? `; not with ${extras.join(', ')}` : ''
  const detail = `${version}, ${ffmpeg}${bundled}${old}${without}`
  if (needed.length > 0)
    return { ...about, status: 'fails', detail: `${detail}; lacks ${needed.join(', ')}`, hint: another }
  return { ...about, status: 'works', detail }
}

/** Of the jobs here. It is made when it is needed first. */
async function databaseFinding(path: string): Promise<Finding> {
  const about = { name: 'Job database', engines: ENGINES.filter((engine) => engine !== 'auto') }
  try {
    const sight = await inspectDatabase(path)
    if (sight === undefined) return { ...about, status: 'works', detail: 'none yet' }
    const { version, newest, jobs } = sight
    const detail = `version ${version}, ${jobs} jobs`
    if (version <= newest)
      return { ...about, status: 'works', detail: version < newest ? `${detail}, to be updated` : detail }
    const hint = 'Update ytdub, or use another data folder: YTDUB_HOME=…'
    return { ...about, status: 'fails', detail: `${detail}: of a newer ytdub`, hint }
  } catch (error) {
    const { message, hint } = Failure.from(error)
    return { ...about, status: 'fails', detail: message, hint }
  }
}

/** It may hold keys. */
async function ownFileFinding(path: string): Promise<Finding> {
  const about = { name: 'Configuration', engines: [] }
  const there = await stat(path).catch(() => undefined)
  if (there === undefined) return { ...about, status: 'unset', detail: `no ${path}`, hint: 'Make it with: ytdub init' }
  if (process.platform === 'win32' || (there.mode & 0o077) === 0) return { ...about, status: 'works', detail: path }
  const hint = `Others on this machine can read it: chmod 600 ${path}`
  return { ...about, status: 'fails', detail: path, hint }
}

/** A sentence for a local speech recognition server to hear, in the form in which it is given recordings. */
async function spokenSentence(
  ffmpeg: string | undefined,
  isWanted: boolean,
): Promise<{ readonly path: string | undefined } & AsyncDisposable> {
  if (ffmpeg === undefined || !isWanted) return { path: undefined, [Symbol.asyncDispose]: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-doctor-'))
  const [wav, opus] = [join(folder, 'sentence.wav'), join(folder, 'sentence.ogg')]
  const signal = AbortSignal.timeout(20_000)
  const made = await runProgram('espeak-ng', ['-v', 'en', '-w', wav, 'One, two, three. This is a test.'], { signal })
    .then(() => runProgram(ffmpeg, ['-v', 'error', '-i', wav, '-ar', '16000', '-c:a', 'libopus', opus], { signal }))
    .catch(() => undefined)
  return {
    path: made?.exitCode === 0 ? opus : undefined,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
