import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { providerNamed } from './dub/provider-named.ts'
import { ENGINES } from './dub/request.ts'
import { findFfmpeg } from './media/find-ffmpeg.ts'
import type { Finding } from './ports/findings.ts'
import { runProgram } from './program.ts'
import { checkDeepgram } from './providers/checks/deepgram.ts'
import { checkLocal } from './providers/checks/local.ts'
import { checkOpenAI } from './providers/checks/openai.ts'
import { machineFindings } from './setup/machine-findings.ts'

/** What doctor needs to know, by the names of the settings. */
type DoctorSettings = {
  readonly home: string
  readonly searchPath: string
  readonly ffmpegPath?: string | undefined
  readonly deepgramApiKey?: string | undefined
  readonly deepgramBaseUrl?: string | undefined
  readonly openaiApiKey?: string | undefined
  readonly openaiBaseUrl?: string | undefined
  readonly sttBaseUrl?: string | undefined
  readonly llmBaseUrl?: string | undefined
  readonly ttsBaseUrl?: string | undefined
  readonly localApiKey?: string | undefined
  readonly ttsVoices?: readonly string[] | undefined
  /** `provider` or `provider:model`. */
  readonly stt?: string | undefined
  readonly llm?: string | undefined
  readonly tts?: string | undefined
}

/** Everything that a dub may need, looked at and tried. Asks nothing that costs money, and changes nothing. */
export async function examine(settings: DoctorSettings): Promise<readonly Finding[]> {
  const { home, searchPath, openaiApiKey, openaiBaseUrl, localApiKey: apiKey } = settings
  const machine = { platform: process.platform, isRoot: process.getuid?.() === 0, searchPath }
  const ffmpeg = await findFfmpeg({ searchPath, configured: settings.ffmpegPath })
  await using recording = await spokenSentence(ffmpeg?.ffmpeg, settings.sttBaseUrl !== undefined)
  const found = await Promise.all([
    machineFindings(machine, { home, node: process.versions.node }),
    ffmpegFinding(settings, ffmpeg),
    checkDeepgram({ apiKey: settings.deepgramApiKey, baseUrl: settings.deepgramBaseUrl }),
    checkOpenAI({ apiKey: openaiApiKey, baseUrl: openaiBaseUrl, model: modelOf('openai', settings.llm) }),
    checkLocal({
      stt: { apiKey, baseUrl: settings.sttBaseUrl, model: modelOf('local', settings.stt) },
      llm: { apiKey, baseUrl: settings.llmBaseUrl, model: modelOf('local', settings.llm) },
      tts: { apiKey, baseUrl: settings.ttsBaseUrl, model: modelOf('local', settings.tts), voices: settings.ttsVoices },
      recording: recording.path,
    }),
  ])
  return found.flat()
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
  const told = await runProgram(found.ffmpeg, ['-version'], { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  )
  const version = /version (\S+)/.exec(Buffer.from(told?.stdout ?? []).toString('utf8'))?.[1]
  if (version === undefined) {
    return {
      ...about,
      status: 'fails',
      detail: `${found.ffmpeg} does not run`,
      hint: 'Install another one: ytdub setup',
    }
  }
  const bundled = /[\\/]node_modules[\\/]/.test(found.ffmpeg) ? ', brought along by npm' : ''
  return { ...about, status: 'works', detail: `${version}, ${found.ffmpeg}${bundled}` }
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
