import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { type Script, scriptSchema } from '../../src/dub/script.ts'
import { type Ended, newPerson, type Person, type Running } from './cli.ts'
import { EMULATED_DEEPGRAM_KEY, startDeepgram } from './emulators/deepgram.ts'
import type { EmulatedCall, Emulator } from './emulators/emulated.ts'
import type { EmulatedSpeech } from './emulators/hearing.ts'
import { EMULATED_OPENAI_KEY, type OpenAIEmulator, startOpenAI } from './emulators/openai.ts'
import { wavFile } from './emulators/sounds.ts'
import { hearTones, inTones } from './emulators/tone-words.ts'

/** Requests that were seen, by trade. */
type Count = { readonly stt: number; readonly llm: number; readonly tts: number }

/** A person with keys, both vendors on loopback, and a recording, `talk.wav`, in the working folder. */
export type Cloud = AsyncDisposable & {
  readonly person: Person
  readonly deepgram: Emulator
  readonly openai: OpenAIEmulator
  readonly env: NodeJS.ProcessEnv
  /** Seconds of the recording. */
  readonly seconds: number
  readonly ytdub: (...args: string[]) => Promise<Ended>
  readonly start: (args: readonly string[], env?: NodeJS.ProcessEnv) => Running
  /** `ytdub dub talk.wav …` */
  readonly dub: (...args: string[]) => Promise<Ended>
  readonly calls: (trade: EmulatedCall['trade']) => readonly EmulatedCall[]
  /** Begins to count: what it gives back tells the requests since. */
  readonly counting: () => () => Count
  /** What both have billed. */
  readonly usd: () => number
  readonly manifest: () => Promise<Manifest>
  readonly script: (language: string) => Promise<Script>
  /** Changes the text of one line in a delivered script, as a person does. */
  readonly edit: (language: string, line: number, text: string) => Promise<void>
}

/** What somebody says, and in which voice, counted from 0. */
export type Said = readonly [speaker: number, text: string]

const WORD_SECONDS = 0.28
const GAP_SECONDS = 0.07
const PAUSE_SECONDS = 1.2

/** Starts everything. Words are tones in the recording, and heard only where these are in what is uploaded. */
export async function startCloud(said: readonly Said[]): Promise<Cloud> {
  await using closing = new AsyncDisposableStack()
  const { speech, wav, seconds } = talkOf(said)
  const deepgram = closing.use(await startDeepgram({ listen: hearTones(speech) }))
  const openai = closing.use(await startOpenAI())
  const person = closing.use(await newPerson())
  await writeFile(person.path('talk.wav'), wav)
  const env = {
    DEEPGRAM_API_KEY: EMULATED_DEEPGRAM_KEY,
    DEEPGRAM_BASE_URL: deepgram.url,
    OPENAI_API_KEY: EMULATED_OPENAI_KEY,
    OPENAI_BASE_URL: `${openai.url}/v1`,
    NODE_EXTRA_CA_CERTS: openai.certificate,
  }
  const open = closing.move()
  const start: Cloud['start'] = (args, more) => person.start(args, { env: { ...env, ...more } })
  const calls: Cloud['calls'] = (trade) => [...deepgram.calls, ...openai.calls].filter((call) => call.trade === trade)
  const count = (): Count => ({ stt: calls('stt').length, llm: calls('llm').length, tts: calls('tts').length })
  const inDub = (...names: string[]) => person.path('talk.dub', ...names)
  const script: Cloud['script'] = async (language) =>
    scriptSchema.parse(JSON.parse(await readFile(inDub(language, 'script.json'), 'utf8')))
  return {
    person,
    deepgram,
    openai,
    env,
    seconds,
    start,
    ytdub: (...args) => start(args).ended,
    dub: (...args) => start(['dub', 'talk.wav', ...args]).ended,
    calls,
    counting: () => {
      const before = count()
      return () => {
        const now = count()
        return { stt: now.stt - before.stt, llm: now.llm - before.llm, tts: now.tts - before.tts }
      }
    },
    usd: () => deepgram.usd() + openai.usd(),
    manifest: async () => manifestSchema.parse(JSON.parse(await readFile(inDub('manifest.json'), 'utf8'))),
    script,
    async edit(language, line, text) {
      const old = await script(language)
      const lines = old.lines.map((each) => (each.id === line ? { ...each, text } : each))
      await writeFile(inDub(language, 'script.json'), JSON.stringify({ ...old, lines }))
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** A recording in which words are tones, and what is to be heard in it. */
export function talkOf(said: readonly Said[]): {
  readonly speech: EmulatedSpeech
  readonly wav: Buffer
  readonly seconds: number
} {
  const speech = speechOf(said)
  const seconds = (speech.words.at(-1)?.end ?? 0) + 1
  return { speech, wav: wavFile(inTones(speech, seconds), 16_000), seconds }
}

/** Words one after the other, with a pause after each thing that is said. */
function speechOf(said: readonly Said[]): EmulatedSpeech {
  let at = 0.5
  const words = said.flatMap(([speaker, text]) => {
    const spoken = text.split(' ').map((word) => {
      const start = at
      at += WORD_SECONDS + GAP_SECONDS
      return { text: word, start, end: start + WORD_SECONDS, speaker }
    })
    at += PAUSE_SECONDS
    return spoken
  })
  return { language: 'en', words }
}

/** The files below a folder that hold one of these texts, whatever else they are. */
export async function filesHolding(folder: string, ...texts: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const holding = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path)
      return texts.some((text) => bytes.includes(text)) ? [path] : []
    }),
  )
  return holding.flat()
}
