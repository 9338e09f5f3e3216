import type { Span, Word } from '../dub/speech.ts'

/** What a provider needs to hear a call off, to say how far it is (0 … 1), and for files that it needs meanwhile. */
export type CallOptions = {
  readonly signal: AbortSignal
  readonly progress: (fraction: number) => void
  /** A path for an unfinished file, another one each time, in a folder that is swept when ytdub is gone. */
  readonly scratch: (name: string) => string
}

/** What every provider can say of itself before it is paid for anything. */
export interface Provider {
  readonly id: string
  /**
   * The model and version: all of it that changes an answer. Free of charge.
   * @throws {Failure} `config` or `auth`, where it cannot work: a program or key is missing. The hint is the mend.
   */
  model(): Promise<string>
}

/** What was heard, in order of time. No words is a fair answer: nobody spoke. */
export type Heard = {
  readonly language: string
  readonly words: readonly Word[]
  /** Where something sounded like speech but was not understood: it is in no word, and a person has to be told. */
  readonly unsure?: readonly Span[]
}

export interface Transcriber extends Provider {
  /** The audio file that it takes: mono WAV, 16 bits, at this many samples per second. */
  readonly sampleRate: number
  /** Languages (BCP-47 primary subtags) that it hears. */
  readonly languages: readonly string[]
  /** @param speech.language the language spoken, or null to find out. */
  transcribe(speech: { readonly path: string; readonly language: string | null }, options: CallOptions): Promise<Heard>
}

export interface Translator extends Provider {
  /** Whether it translates from one language to another, regions aside. */
  serves(from: string, to: string): boolean
  /**
   * Where a pair of languages has to be installed by itself: whether it is. Free of charge.
   * @throws {Failure} `config`, where it is not; `input`, where there is no such pair.
   */
  ready?(from: string, to: string): Promise<void>
  /** @returns one text for each text given, in order, none empty where the given one is not. */
  translate(
    script: { readonly texts: readonly string[]; readonly from: string; readonly to: string },
    options: CallOptions,
  ): Promise<readonly string[]>
}

export interface Synthesizer extends Provider {
  /** The voices of a language, its usual one first; none where it does not speak the language. */
  voices(language: string): readonly string[]
  /** @returns a mono WAV file of this text, in this voice. */
  speak(
    line: { readonly text: string; readonly voice: string; readonly language: string; readonly take: number },
    options: CallOptions,
  ): Promise<Uint8Array>
}

/** The three trades, by provider id. @throws {Failure} `usage`, where there is no such provider. */
export type Providers = {
  readonly transcriber: (id: string) => Transcriber
  readonly translator: (id: string) => Translator
  readonly synthesizer: (id: string) => Synthesizer
}
