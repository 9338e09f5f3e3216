import type { BlobRef } from './blob.ts'
import type { Term } from './glossary.ts'
import type { Cue, Transcript } from './speech.ts'

/**
 * A provider by name and model: `{ id: 'espeak-ng', model: '1.51' }`. `variant` is a fingerprint of what else changes its
 * answers: a server that is not the vendor's own, the wording of what it is asked.
 */
export type ProviderRef = { readonly id: string; readonly model: string; readonly variant?: string }

export const AUDIO_FORMATS = ['m4a', 'mp3', 'wav', 'flac', 'opus'] as const
export type AudioFormat = (typeof AUDIO_FORMATS)[number]

export const ENGINES = ['auto', 'cloud', 'local', 'offline'] as const
export type EngineName = Exclude<(typeof ENGINES)[number], 'auto'>

/** What counts most where a line cannot be in time and unhurried at once: how it sounds, or when it starts. */
export const SYNCS = ['natural', 'tight'] as const
export type SyncAim = (typeof SYNCS)[number]

/** How formally the listener is spoken to, in languages that tell (tú or usted, du or Sie). */
export const REGISTERS = ['formal', 'informal'] as const
export type Register = (typeof REGISTERS)[number]

/** A file that a person gives. `name` is its file name, without folders. */
export type Track = BlobRef & { readonly name: string }

/** What a person wants of one line, with the source text that it was wanted for. */
export type LineEdit = {
  readonly source: string
  /** Their own wording; left out where the translator's is to stand. */
  readonly text?: string
  /** Of this line alone. */
  readonly voice?: string
  /** Instead of the request's. */
  readonly take?: number
  /** They have looked it over. */
  readonly approved?: boolean
}

/** A person's edits, by language and line id. */
export type Edits = { readonly [language: string]: { readonly [line: string]: LineEdit } }

/** Lines that a person has spoken themselves, by language and line id. */
export type Recordings = { readonly [language: string]: { readonly [line: string]: Track } }

/** A translation that a person gives, as captions; `name` is its file's. */
export type GivenScript = { readonly name: string; readonly cues: readonly Cue[] }

/** All that decides what a dub sounds like, and nothing else: two equal requests are the same dub. */
export type DubRequest = {
  readonly source: Track
  readonly background: Track | null
  /** BCP-47; null where the transcriber shall find out. */
  readonly from: string | null
  readonly languages: readonly string[]
  readonly engine: EngineName
  readonly transcriber: ProviderRef
  readonly translator: ProviderRef
  /** By language: not every synthesizer speaks every language. */
  readonly synthesizers: { readonly [language: string]: ProviderRef }
  /** The voices asked for, by `language` or `language:speaker` (speakers from 1). */
  readonly voices: { readonly [target: string]: string }
  /** By language: the voices that the other speakers are given, in this order. */
  readonly cast: { readonly [language: string]: readonly string[] }
  readonly glossary: readonly Term[]
  readonly register: Register | null
  /** What the recording is about, for the translator; a person's own words. */
  readonly context: string | null
  readonly format: AudioFormat
  /** The fastest a line may be played against how it was spoken. */
  readonly maxRate: number
  /** Whether a line that cannot keep the bounds is a failure. */
  readonly strict: boolean
  readonly sync: SyncAim
  /** How loud the source stays audible beneath the dub while that speaks (dB to its voice, −12 or less); null where it does not. */
  readonly keepOriginal: number | null
  /** Of a video: whether the source's own sound is delivered as a second track. */
  readonly keepOriginalTrack: boolean
  /** Of a video: whether there is also one file with all languages as tracks. */
  readonly multitrack: boolean
  /** Of a video: whether captions are painted into the picture. */
  readonly burnCaptions: boolean
  /** Whether what YouTube takes is delivered as well, and checked before. */
  readonly youtube: boolean
  /** Another take is another question to the synthesizer. Counts from 1. */
  readonly take: number
  readonly edits: Edits
  /** What is said, where a person gives it: nobody transcribes. */
  readonly transcript?: Transcript
  /** By language: the translation, where a person gives it. */
  readonly scripts?: { readonly [language: string]: GivenScript }
  readonly recordings?: Recordings
}

/** Stands in a request for whoever would have done a trade that is not needed: what they would give comes from a file. */
export const FROM_FILE: ProviderRef = { id: 'file', model: '' }
