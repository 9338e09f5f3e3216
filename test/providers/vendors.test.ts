import { writeFile } from 'node:fs/promises'
import { afterAll, describe } from 'vitest'
import { DEEPGRAM_ACCOUNTS } from '../../src/providers/deepgram/account.ts'
import { deepgramSynthesizer } from '../../src/providers/deepgram/synthesizer.ts'
import { deepgramTranscriber } from '../../src/providers/deepgram/transcriber.ts'
import { localAccount } from '../../src/providers/local/local-server.ts'
import { localSynthesizer } from '../../src/providers/local/synthesizer.ts'
import { localTranscriber } from '../../src/providers/local/transcriber.ts'
import { localTranslator } from '../../src/providers/local/translator.ts'
import { OPENAI_CHAT, OPENAI_SPEECH } from '../../src/providers/openai/account.ts'
import { openaiSpeech } from '../../src/providers/openai/speech.ts'
import { openaiTranslator } from '../../src/providers/openai/translator.ts'
import { synthesizerContract } from '../contracts/synthesizer.ts'
import { transcriberContract } from '../contracts/transcriber.ts'
import { translatorContract } from '../contracts/translator.ts'
import { EMULATED_DEEPGRAM_KEY, startDeepgram } from '../rig/emulators/deepgram.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from '../rig/emulators/openai.ts'
import { wavFile } from '../rig/emulators/sounds.ts'
import { hearTones, inTones } from '../rig/emulators/tone-words.ts'
import { temporaryFolder } from '../rig/home.ts'
import { callsOf } from './openai/say.ts'

/** What is said in a recording of tones, and what is heard in any. */
const SPEECH = {
  language: 'en',
  words: ['The', 'house', 'is', 'big.'].map((text, index) => ({
    text,
    start: 0.5 + index,
    end: 0.9 + index,
    speaker: 0,
  })),
}
const SECONDS = 5

const listen = hearTones(SPEECH)
const [deepgram, openai, recognizer, chatter, speaker] = await Promise.all([
  startDeepgram({ listen }),
  startOpenAI({ listen }),
  startOpenAI({ listen, keyless: true, quirks: ['speaches'] }),
  startOpenAI({ keyless: true, quirks: ['ollama'] }),
  startOpenAI({ keyless: true, quirks: ['kokoro'] }),
])
const folder = await temporaryFolder()
afterAll(async () => {
  await Promise.all([deepgram, openai, recognizer, chatter, speaker, folder].map((each) => each[Symbol.asyncDispose]()))
})

const speech = { path: folder.at('speech.wav'), seconds: SECONDS, language: 'en', word: 'house' }
await writeFile(speech.path, wavFile(inTones(SPEECH, SECONDS), 16_000))
await writeFile(folder.at('silence.wav'), wavFile(new Int16Array(SECONDS * 16_000), 16_000))
await writeFile(folder.at('broken.wav'), 'SECRET '.repeat(20))
const recordings = { speech, silence: folder.at('silence.wav'), broken: folder.at('broken.wav') }
const scratch = (name: string) => folder.at(name)

const atDeepgram = { apiKey: EMULATED_DEEPGRAM_KEY, baseUrl: deepgram.url }
const atOpenAI = { apiKey: EMULATED_OPENAI_KEY, baseUrl: openai.url }
const noDeepgramKey = { code: 'auth', hint: 'export DEEPGRAM_API_KEY=' }
const noOpenAIKey = { code: 'auth', hint: 'export OPENAI_API_KEY=' }

describe('Deepgram keeps the transcribers’ contract', () => {
  const calls = callsOf(DEEPGRAM_ACCOUNTS.listen)
  transcriberContract({
    make: () => deepgramTranscriber(atDeepgram, calls),
    makeMissing: () => deepgramTranscriber({ apiKey: undefined }, calls),
    scratch,
    ...recordings,
    unheardLanguage: 'ar',
    missing: noDeepgramKey,
  })
})

describe('a server of one’s own keeps the transcribers’ contract', () => {
  const calls = callsOf(localAccount('stt'))
  transcriberContract({
    make: () => localTranscriber({ baseUrl: recognizer.url }, calls),
    makeMissing: () => localTranscriber({}, calls),
    scratch,
    ...recordings,
    unheardLanguage: 'eo',
    missing: { code: 'config', hint: 'export YTDUB_STT_BASE_URL=' },
  })
})

describe('OpenAI keeps the translators’ contract', () => {
  const calls = callsOf(OPENAI_CHAT)
  translatorContract({
    make: () => openaiTranslator({ id: 'openai', ...atOpenAI }, calls),
    makeMissing: () => openaiTranslator({ id: 'openai' }, calls),
    scratch,
    from: 'en',
    to: 'es',
    known: { text: 'In 1984 there were 37 houses.', says: /1984.*37/ },
    unserved: { from: 'en', to: 'en' },
    shortens: true,
    missing: noOpenAIKey,
  })
})

describe('a server of one’s own keeps the translators’ contract', () => {
  const calls = callsOf(localAccount('llm'))
  translatorContract({
    make: () => localTranslator({ baseUrl: chatter.url }, calls),
    makeMissing: () => localTranslator({}, calls),
    scratch,
    from: 'en',
    to: 'es',
    known: { text: 'In 1984 there were 37 houses.', says: /1984.*37/ },
    unserved: { from: 'en', to: 'en' },
    shortens: true,
    missing: { code: 'config', hint: 'export YTDUB_LLM_BASE_URL=' },
  })
})

describe('Deepgram keeps the synthesizers’ contract', () => {
  const calls = callsOf(DEEPGRAM_ACCOUNTS.speak)
  synthesizerContract({
    make: () => deepgramSynthesizer(atDeepgram, calls),
    makeMissing: () => deepgramSynthesizer({ apiKey: undefined }, calls),
    scratch,
    language: 'es',
    unspoken: 'ko',
    foreignVoice: 'viktoria',
    repeatable: false,
    paced: 'es',
    missing: noDeepgramKey,
  })
})

describe('OpenAI keeps the synthesizers’ contract', () => {
  const calls = callsOf(OPENAI_SPEECH)
  synthesizerContract({
    make: () => openaiSpeech(atOpenAI, calls),
    makeMissing: () => openaiSpeech({}, calls),
    scratch,
    language: 'es',
    unspoken: 'eo',
    foreignVoice: 'celeste',
    repeatable: false,
    paced: null,
    missing: noOpenAIKey,
  })
})

describe('a server of one’s own keeps the synthesizers’ contract', () => {
  const calls = callsOf(localAccount('tts'))
  synthesizerContract({
    make: () => localSynthesizer({ baseUrl: speaker.url }, calls),
    makeMissing: () => localSynthesizer({}, calls),
    scratch,
    language: 'es',
    unspoken: 'ru',
    foreignVoice: 'jf_alpha',
    repeatable: false,
    paced: 'es',
    missing: { code: 'config', hint: 'export YTDUB_TTS_BASE_URL=' },
  })
})
