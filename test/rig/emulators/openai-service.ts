import type { EmulatedRequest, EmulatorOptions } from './emulated.ts'
import type { Answer, Fault } from './faults.ts'
import type { EmulatedSpeech, Listen } from './hearing.ts'
import type { ModelMistake } from './openai-mistakes.ts'
import type { Speak } from './speaking.ts'

/** Known ways in which servers that speak like OpenAI differ from it. */
export type Quirk =
  /** Chat, and transcriptions of text alone; errors are `{"error": "text"}`. */
  | 'ollama'
  /** All trades; a transcription's words are under `text`, not `word`. */
  | 'localai'
  /** Speech and transcriptions with word times; errors are `{"detail": "text"}`. */
  | 'speaches'
  /** Speech alone, with a list of voices; errors are `{"detail": {error, message, type}}`. */
  | 'kokoro'
  /** Transcriptions are text, whatever was asked for. */
  | 'no-timestamps'
  | 'no-usage'
  /** The response format is passed over, and the JSON comes in a Markdown fence. */
  | 'no-json-schema'

/** A fault, and for those of the model itself which one: a mistake, a content filter, other words than asked for. */
export type OpenAIFault =
  | Fault
  | { readonly kind: 'wrong-schema'; readonly how: ModelMistake | 'paraphrase' | 'silence' }
  | { readonly kind: 'refusal'; readonly how: 'content-filter' }
  /** Over Realtime, where it comes as an event. Before it is spoken there, `too-many` answers the handshake. */
  | { readonly kind: 'refusal'; readonly how: 'rate-limit' }

/** All lines of a request at once. @returns one text for each, in order. */
export type Translate = (
  lines: readonly string[],
  pair: { readonly from: string | undefined; readonly to: string },
) => readonly string[] | Promise<readonly string[]>

export type OpenAIOptions = Omit<EmulatorOptions, 'tls'> & {
  /** The key that it takes; any other is refused. */
  readonly key?: string
  /** True: it takes any key, and none. */
  readonly keyless?: boolean
  /** Of the second door, for https and wss. */
  readonly securePort?: number
  /** `apertium`: real translations, where that is installed and has the pair. Pseudo-translations where it is left out. */
  readonly translate?: Translate | 'apertium'
  /** What it hears: what was said, or a function that listens. Without it, nobody speaks. */
  readonly listen?: EmulatedSpeech | Listen
  readonly speak?: 'tone' | 'espeak' | Speak
  /** Any of them makes it a local server: lenient, and free of charge. */
  readonly quirks?: readonly Quirk[]
  /** ISO; some models are gone from a certain day on. 2026-11-22 where it is left out. */
  readonly today?: string
}

/** One running emulator, for those who answer a request. */
export type Service = {
  readonly key: string | undefined
  readonly translate: Translate | 'apertium' | undefined
  readonly listen: Listen
  readonly speak: Speak
  readonly quirks: ReadonlySet<Quirk>
  readonly isLocal: boolean
  readonly today: string
  /** The prompts that it still has in its cache, last first. */
  readonly prompts: string[]
}

/** Answers requests of one path. A fault is one of the model: those of the account never get here. */
export type Endpoint = (
  request: EmulatedRequest,
  service: Service,
  fault: OpenAIFault | undefined,
) => Answer | Promise<Answer>
