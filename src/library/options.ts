import type { AUDIO_FORMATS, ENGINES, REGISTERS, SYNCS } from '../dub/request.ts'
import type { DubEvent } from './events.ts'

/** Keys, addresses and paths; they stand above those of the environment and of files. */
export type DubSettings = {
  readonly [name in
    | 'home'
    | 'ffmpegPath'
    | 'deepgramApiKey'
    | 'deepgramBaseUrl'
    | 'openaiApiKey'
    | 'openaiBaseUrl'
    | 'sttBaseUrl'
    | 'llmBaseUrl'
    | 'ttsBaseUrl'
    | 'localApiKey']?: string | undefined
}

/** What `dub` can be asked for. All but the first two may be left out. */
export type DubOptions = {
  /** The recording: audio or video. */
  readonly file: string
  /** Languages to dub into, e.g. `['es', 'pt-BR']`. */
  readonly languages: readonly string[]
  /** The folder to deliver `<name>.dub` to; else beside the recording. */
  readonly out?: string | undefined
  /** The language that is spoken; else it is found out. */
  readonly from?: string | undefined
  /** Music or sound to mix under the voice: a file. */
  readonly background?: string | undefined
  /** What is said, so that nobody transcribes: a file, as `transcript.json`, SubRip or WebVTT. */
  readonly transcript?: string | undefined
  /** Translations, so that nobody translates into these languages: `{ es: 'talk.es.srt' }`. */
  readonly scripts?: { readonly [language: string]: string } | undefined
  /** Who transcribes, translates and speaks; `auto` where it is left out. */
  readonly engine?: (typeof ENGINES)[number] | undefined
  /** `provider` or `provider:model`, instead of the engine's. */
  readonly stt?: string | undefined
  readonly llm?: string | undefined
  readonly tts?: string | undefined
  /** By language, or language and speaker: `{ es: 'celeste', 'es:2': 'nestor' }`. */
  readonly voices?: { readonly [target: string]: string } | undefined
  /** How terms are translated and said: a CSV file. */
  readonly glossary?: string | undefined
  readonly register?: (typeof REGISTERS)[number] | undefined
  /** What the recording is about, for the translator. */
  readonly context?: string | undefined
  readonly format?: (typeof AUDIO_FORMATS)[number] | undefined
  /** The fastest a line may be played, 1 … 2. */
  readonly maxRate?: number | undefined
  /** Whether a line that cannot keep the highest rate is a failure. */
  readonly strict?: boolean | undefined
  readonly sync?: (typeof SYNCS)[number] | undefined
  /** dB against the dub's voice, −60 … −12: how loud the original is heard beneath it. */
  readonly keepOriginal?: number | undefined
  readonly keepOriginalTrack?: boolean | undefined
  readonly multitrack?: boolean | undefined
  readonly burnCaptions?: boolean | undefined
  readonly youtube?: boolean | undefined
  /** Another take of the voices: 2, 3, … */
  readonly take?: number | undefined
  /** Where to stop, to look it over. */
  readonly until?: 'transcribe' | 'translate' | undefined
  /** USD that this run may cost. */
  readonly maxCost?: number | undefined
  /** Hours after which it gives up. */
  readonly maxHours?: number | undefined
  readonly settings?: DubSettings | undefined
  /** Cuts the work off. What is finished is kept, and the same call goes on from there. */
  readonly signal?: AbortSignal | undefined
  /** Hears every event as it comes. */
  readonly on?: ((event: DubEvent) => void) | undefined
}
