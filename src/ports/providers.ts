import type { Term } from '../dub/glossary.ts'
import type { Units } from '../dub/prices.ts'
import type { Register } from '../dub/request.ts'
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
  /** A fingerprint of what changes its answers besides the model: where it is asked, and in which words. */
  readonly variant?: string | undefined
  /** How many calls are worth having under way at a time. The vendor's own limit is kept by the provider itself. */
  readonly width: number
}

/** What was heard, in order of time. No words is a fair answer: nobody spoke. */
export type Heard = {
  /** BCP-47. */
  readonly language: string
  readonly words: readonly Word[]
  /** Where something sounded like speech but was not understood: it is in no word, and a person has to be told. */
  readonly unsure?: readonly Span[]
}

/** The audio file that a transcriber takes: mono, at so many samples per second, and at most so many seconds of it. */
export type TakenAudio = {
  /** `wav`: 16-bit PCM. `opus`: Ogg Opus, a tenth of the size: for what has to be uploaded. */
  readonly format: 'wav' | 'opus'
  /** Hz. */
  readonly sampleRate: number
  /** Seconds of one call; a longer recording is cut at silences. Infinity where there is no bound. */
  readonly longest: number
}

export interface Transcriber extends Provider {
  readonly takes: TakenAudio
  /** Whether it makes use of `terms`. */
  readonly expectsTerms: boolean
  /** Languages (BCP-47 primary subtags) that it hears. */
  readonly languages: readonly string[]
  transcribe(
    speech: {
      /** Absolute path of a file as `takes` describes it. */
      readonly path: string
      /** The language spoken (BCP-47), or null to find out. */
      readonly language: string | null
      /** Words to be expected: names and terms of the recording's subject, as they are written. */
      readonly terms: readonly string[]
    },
    options: CallOptions,
  ): Promise<Heard>
}

/** One line for a translator, with the time that its translation will have. */
export type LineToTranslate = {
  readonly id: number
  readonly text: string
  /** Speakers are counted from 0. */
  readonly speaker: number
  /** Seconds in which it will be spoken. */
  readonly seconds: number
  /** Characters that a voice of the language says in that time. */
  readonly characters: number
}

export type TextToTranslate = {
  readonly lines: readonly LineToTranslate[]
  /** What is said before and after these lines, for their sense; not to be translated. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** BCP-47. */
  readonly from: string
  readonly to: string
  readonly glossary: readonly Term[]
  readonly register: Register | null
  /** What the recording is about, in a person's own words; null where nothing was said. */
  readonly context: string | null
}

/** Something about a translated line that a person should look at, in a sentence without what is said in it. */
export type Doubt = { readonly id: number; readonly what: string }

/**
 * One text for each line given, in order, none empty where the given one is not, but for those in `left`: lines that could
 * not be translated, never all of them. And what it was billed by.
 */
export type Translated = {
  readonly texts: readonly string[]
  readonly units: Units
  readonly doubts?: readonly Doubt[]
  readonly left?: readonly Doubt[]
}

/** A line that was spoken and is too long, with what it should come to. */
export type LineToShorten = {
  readonly id: number
  /** What is said in the source. */
  readonly text: string
  /** Speakers are counted from 0. */
  readonly speaker: number
  /** The translation so far. */
  readonly wording: string
  /** Seconds that a voice took to say it, and those that it should take. */
  readonly seconds: number
  readonly wanted: number
  /** Characters that this voice says in the wanted time; fewer than the wording has. */
  readonly characters: number
}

/** Lines that are near each other. `before` and `after` are of the source, as with `TextToTranslate`. */
export type TextToShorten = Omit<TextToTranslate, 'lines'> & { readonly lines: readonly LineToShorten[] }

/** For each line given, in order: a wording shorter than the one so far, or null where there is none that would do. And what it was billed by. */
export type Shortened = { readonly texts: readonly (string | null)[]; readonly units: Units }

export interface Translator extends Provider {
  /** How many lines it takes at once, and how many it wants to see around them. */
  readonly batch: { readonly lines: number; readonly around: number }
  /** Whether it translates from one language to another, regions aside. */
  serves(from: string, to: string): boolean
  /**
   * Where a pair of languages has to be installed by itself: whether it is. Free of charge.
   * @throws {Failure} `config`, where it is not; `input`, where there is no such pair.
   */
  ready?(from: string, to: string): Promise<void>
  translate(text: TextToTranslate, options: CallOptions): Promise<Translated>
  /** A fingerprint of the words in which it is asked to `shorten`: where they change, nothing is translated anew. */
  readonly shortenVariant?: string | undefined
  /** Says the same in fewer words. Not there where it cannot. */
  shorten?(text: TextToShorten, options: CallOptions): Promise<Shortened>
}

/** Mono sound as it came: a WAV file, or bare 16-bit little-endian samples at a rate (Hz). `units`: what it was billed by, where that is not its characters. */
export type Spoken = (
  | { readonly container: 'wav'; readonly bytes: Uint8Array }
  | { readonly container: 'none'; readonly bytes: Uint8Array; readonly sampleRate: number }
) & { readonly units?: Units }

/** Rates against its usual one at which a synthesizer can speak. */
export type Speeds = { readonly min: number; readonly max: number }

export interface Synthesizer extends Provider {
  /** The most characters of one call; a longer text is parted at clauses. Infinity where there is no bound. */
  readonly longest: number
  /** The day (ISO) from which the vendor serves it no more. */
  readonly until?: string
  /** The voices of a language, its usual one first, neighbours as different as can be; none where it does not speak the language. */
  voices(language: string): Promise<readonly string[]>
  /**
   * Where its own faster or slower speech sounds better than stretching: how far that goes in a language; undefined where
   * it does not. Not there where it never does.
   */
  speeds?(language: string): Speeds | undefined
  speak(
    line: {
      readonly text: string
      readonly voice: string
      readonly language: string
      readonly take: number
      /** Times its usual rate, within `speeds`. */
      readonly speed?: number
    },
    options: CallOptions,
  ): Promise<Spoken>
}

/** The three trades, by provider id. @throws {Failure} `usage`, where there is no such provider. */
export type Providers = {
  readonly transcriber: (id: string) => Transcriber
  readonly translator: (id: string) => Translator
  readonly synthesizer: (id: string) => Synthesizer
}
