import type { Word } from '../../src/dub/speech.ts'
import type { Heard, Providers, Synthesizer, Transcriber, Translator } from '../../src/ports/providers.ts'
import { writeWav } from '../../src/sound/wav.ts'

/** What was asked of the fakes, in order. */
export type FakeCalls = {
  readonly transcribe: (string | null)[]
  /** Target languages. */
  readonly translate: string[]
  readonly speak: Parameters<Synthesizer['speak']>[0][]
}

export type FakeProviders = Providers & {
  readonly calls: FakeCalls
  /** What each does; a test may put another one in its place. */
  readonly does: {
    transcribe: Transcriber['transcribe']
    translate: Translator['translate']
    speak: Synthesizer['speak']
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
  const calls: FakeCalls = { transcribe: [], translate: [], speak: [] }
  const does: FakeProviders['does'] = {
    transcribe: async () => heard,
    translate: async ({ texts, to }) => texts.map((text) => `${text}-${to}`),
    speak: async () => toneWav(0.5),
  }
  const provider = { id: 'fake', model: async () => 'm1' }
  const transcriber: Transcriber = {
    ...provider,
    sampleRate: 16_000,
    languages: ['en', 'de'],
    transcribe(speech, options) {
      calls.transcribe.push(speech.language)
      return does.transcribe(speech, options)
    },
  }
  const translator: Translator = {
    ...provider,
    serves: (from, to) => from !== to && to !== 'ja',
    translate(script, options) {
      calls.translate.push(script.to)
      return does.translate(script, options)
    },
  }
  const synthesizer: Synthesizer = {
    ...provider,
    voices: (language) => (language === 'ko' ? [] : [language, `${language}-2`]),
    speak(line, options) {
      calls.speak.push(line)
      return does.speak(line, options)
    },
  }
  return { calls, does, transcriber: () => transcriber, translator: () => translator, synthesizer: () => synthesizer }
}

/** So many seconds of a tone, as a synthesizer gives them. */
export function toneWav(seconds: number, hertz = 440): Uint8Array {
  const rate = 16_000
  const samples = Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    return 0.3 * Math.sin((2 * Math.PI * hertz * index) / rate)
  })
  return writeWav(samples, rate)
}
