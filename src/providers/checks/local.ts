import { LANGUAGES, nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import type { Finding } from '../../ports/findings.ts'
import type { CallOptions } from '../../ports/providers.ts'
import { type LocalSettings, type LocalTrade, localAccount, localServer } from '../local/local-server.ts'
import { type LocalSpeechSettings, localSynthesizer } from '../local/synthesizer.ts'
import { localTranscriber } from '../local/transcriber.ts'
import { findingOf, onlyOnce } from './finding.ts'
import { keepsSchema } from './keeps-schema.ts'

type LocalServers = {
  readonly stt: LocalSettings
  readonly llm: LocalSettings
  readonly tts: LocalSpeechSettings
  /** An Ogg Opus file in which English is spoken; undefined where none could be made. */
  readonly recording?: string | undefined
}

const NAMES = {
  stt: 'Local speech recognition',
  llm: 'Local translation',
  tts: 'Local speech',
} as const satisfies { readonly [trade in LocalTrade]: string }
const ENGINES = ['local'] as const
/** Seconds. The first question to a server may wait until its model is loaded. */
const SECONDS = 180

/** What each server of one's own can do. They cost nothing, so that each is really asked for a bit of its trade. */
export async function checkLocal({ stt, llm, tts, recording }: LocalServers): Promise<readonly Finding[]> {
  const checked = await Promise.all([
    check('stt', stt, [['word times', () => wordTimes(stt, recording)]]),
    check('llm', llm, [['JSON schema', () => schema(llm)]]),
    check('tts', tts, [
      ['voices', () => voices(tts)],
      ['sound', () => sound(tts)],
    ]),
  ])
  return checked.flat()
}

type Probe = readonly [what: string, tried: () => Promise<string>]

/** First whether it is there at all: what it can do is asked only then. */
async function check(
  trade: LocalTrade,
  settings: LocalSettings,
  probes: readonly Probe[],
): Promise<readonly Finding[]> {
  const about = { name: NAMES[trade], engines: ENGINES }
  if (settings.baseUrl === undefined) {
    const hint = `For the local engine, set YTDUB_${trade.toUpperCase()}_BASE_URL (${trade}BaseUrl in a file).`
    return [{ ...about, status: 'unset', detail: 'no base URL', hint }]
  }
  const server = localServer(trade, settings)
  const there = await findingOf(about, async () => `${server.where}, model ${await server.model()}`)
  if (there.status !== 'works') return [there]
  const found: Finding[] = [there]
  // One after the other: the second would only wait for the first.
  for (const [what, tried] of probes)
    found.push(await findingOf({ name: `${NAMES[trade]}: ${what}`, engines: ENGINES }, tried))
  return found
}

function options(): CallOptions {
  return { signal: new AbortController().signal, progress: () => {}, scratch: (name) => name }
}

async function wordTimes(settings: LocalSettings, recording: string | undefined): Promise<string> {
  if (recording === undefined) return 'not tried: eSpeak NG or ffmpeg is missing to make a recording with'
  const transcriber = localTranscriber(settings, onlyOnce(localAccount('stt'), SECONDS))
  const { words } = await transcriber.transcribe({ path: recording, language: 'en', terms: [] }, options())
  return words.length === 0
    ? 'it heard nothing in a spoken sentence'
    : `${words.length} words heard, each with its time`
}

async function schema(settings: LocalSettings): Promise<string> {
  const server = localServer('llm', settings)
  const model = await server.model()
  const calls = onlyOnce(localAccount('llm'), SECONDS)
  const spec = { what: 'a question', seconds: SECONDS, signal: new AbortController().signal }
  if (await calls(spec, async (signal) => keepsSchema(await server.client(), model, signal)))
    return 'answers keep to it'
  throw new Failure('config', 'Answers do not keep to the JSON schema that is sent along.', {
    hint: 'Translations may fail. Use a server that enforces response_format json_schema (Ollama, LM Studio, vLLM), or another model.',
  })
}

async function voices(settings: LocalSpeechSettings): Promise<string> {
  const synthesizer = localSynthesizer(settings, onlyOnce(localAccount('tts'), SECONDS))
  const counts = await Promise.all(
    LANGUAGES.map(async ({ code }) => ({ code, count: (await synthesizer.voices(code)).length })),
  )
  const spoken = counts.filter(({ count }) => count > 0)
  if (spoken.length === 0)
    throw new Failure('config', 'It has no voice of a language that ytdub knows.', { hint: 'Use another model.' })
  return spoken.map(({ code, count }) => `${code} ${count}`).join(', ')
}

async function sound(settings: LocalSpeechSettings): Promise<string> {
  const synthesizer = localSynthesizer(settings, onlyOnce(localAccount('tts'), SECONDS))
  for (const { code: language } of LANGUAGES) {
    const [voice] = await synthesizer.voices(language)
    if (voice === undefined) continue
    const text = WORD[language] ?? WORD['en']!
    const { container, bytes } = await synthesizer.speak({ text, voice, language, take: 1 }, options())
    return `a word in ${nameOf(language)} by ${voice}: ${container === 'wav' ? 'WAV' : 'bare samples'}, ${Math.ceil(bytes.length / 1024)} kB`
  }
  throw new Failure('config', 'There is no voice to try.', { hint: 'Use another model.' })
}

const WORD: { readonly [language: string]: string } = {
  ar: 'مرحبا',
  en: 'Hello',
  hi: 'नमस्ते',
  ja: 'こんにちは',
  ko: '안녕하세요',
  ru: 'Привет',
  zh: '你好',
}
