import type { Word } from '../../src/dub/speech.ts'
import type {
  Heard,
  Providers,
  Spoken,
  Synthesizer,
  TakenAudio,
  TextToShorten,
  Transcriber,
  Translator,
} from '../../src/ports/providers.ts'
import { writeWav } from '../../src/sound/wav.ts'

/** What was asked of the fakes, in order. */
export type FakeCalls = {
  readonly transcribe: (string | null)[]
  /** Target languages. */
  readonly translate: string[]
  readonly shorten: TextToShorten[]
  readonly speak: Parameters<Synthesizer['speak']>[0][]
}

export type FakeProviders = Providers & {
  readonly calls: FakeCalls
  /** What each does; a test may put another one in its place. */
  readonly does: {
    transcribe: Transcriber['transcribe']
    translate: Translator['translate']
    /** Undefined: it cannot. */
    shorten: Translator['shorten'] | undefined
    speak: Synthesizer['speak']
  }
  /** What they say of themselves; a test may say otherwise. */
  readonly traits: {
    takes: TakenAudio
    batch: Translator['batch']
    shortenVariant: Translator['shortenVariant']
    longest: number
    expectsTerms: boolean
    speeds: Synthesizer['speeds']
  }
}

/** Sentences of two words, one a second from second 0 on, each by one speaker. */
export function spoken(sentences: readonly string[], speaker = 0): Word[] {
  return sentences.flatMap((sentence, index) => {
    const words = sentence.split(' ')
    const each = 0.6 / words.length
    return words.map((text, word) => {
      const start = index + word * each
      return { text, start, end: start + each, confidence: 1, speaker, last: word === words.length - 1 }
    })
  })
}

/** Providers that answer at once: `one` becomes `one-es`, and is spoken as half a second of a tone. */
export function fakeProviders(heard: Heard): FakeProviders {
  const calls: FakeCalls = { transcribe: [], translate: [], shorten: [], speak: [] }
  const does: FakeProviders['does'] = {
    transcribe: async () => heard,
    translate: async ({ lines, to }) => ({ texts: lines.map(({ text }) => `${text}-${to}`), units: {} }),
    shorten: undefined,
    speak: async () => tone(0.5),
  }
  const traits: FakeProviders['traits'] = {
    takes: { format: 'wav', sampleRate: 16_000, longest: Infinity },
    batch: { lines: 40, around: 2 },
    shortenVariant: undefined,
    longest: Infinity,
    expectsTerms: true,
    speeds: () => undefined,
  }
  const provider = { id: 'fake', model: async () => 'm1', width: 4 }
  const transcriber: Transcriber = {
    ...provider,
    get takes() {
      return traits.takes
    },
    languages: ['en', 'de'],
    get expectsTerms() {
      return traits.expectsTerms
    },
    transcribe(speech, options) {
      calls.transcribe.push(speech.language)
      return does.transcribe(speech, options)
    },
  }
  const translator: Translator = {
    ...provider,
    get batch() {
      return traits.batch
    },
    serves: (from, to) => from !== to && to !== 'ja',
    translate(script, options) {
      calls.translate.push(script.to)
      return does.translate(script, options)
    },
  }
  const shortening = (shorten: NonNullable<Translator['shorten']>): Translator => ({
    ...translator,
    get shortenVariant() {
      return traits.shortenVariant
    },
    shorten(text, options) {
      calls.shorten.push(text)
      return shorten(text, options)
    },
  })
  const synthesizer: Synthesizer = {
    ...provider,
    get longest() {
      return traits.longest
    },
    speeds: (language) => traits.speeds?.(language),
    voices: async (language) => (language === 'ko' ? [] : [language, `${language}-2`]),
    speak(line, options) {
      calls.speak.push(line)
      return does.speak(line, options)
    },
  }
  return {
    calls,
    does,
    traits,
    transcriber: () => transcriber,
    translator: () => (does.shorten ? shortening(does.shorten) : translator),
    synthesizer: () => synthesizer,
  }
}

/** So many seconds of a tone, as a synthesizer gives them. */
export function tone(seconds: number, hertz = 440): Spoken {
  const rate = 16_000
  const samples = Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    return 0.3 * Math.sin((2 * Math.PI * hertz * index) / rate)
  })
  return { container: 'wav', bytes: writeWav(samples, rate) }
}
