import type { BlobRef } from './blob.ts'

/** A stretch of time, in seconds from the start of the source. */
export type Span = { readonly start: number; readonly end: number }

/** One word as a transcriber heard it. */
export type Word = Span & {
  readonly text: string
  /** How sure the transcriber is, 0 … 1. */
  readonly confidence: number
  /** Speakers are counted from 0. */
  readonly speaker: number
  /** True for the last word of an utterance, where the transcriber tells. */
  readonly last?: boolean
}

/** One thing that somebody says, and when. `id` counts from 1 and is what people and files call the line. */
export type Line = Span & { readonly id: number; readonly text: string; readonly speaker: number }

/** The source's lines, and the language that they are in (BCP-47). */
export type Transcript = { readonly language: string; readonly lines: readonly Line[] }

/** What is to be said in a stretch of time, as a file of captions has it; rows are joined. */
export type Cue = Span & { readonly text: string }

/** One line spoken anew: mono WAV at 48 kHz, silence at both ends trimmed, and its natural length in seconds. */
export type Clip = { readonly audio: BlobRef; readonly seconds: number }

/** Where a clip stands: from `start` seconds, `rate` times as fast as it was spoken, for `seconds` seconds. */
export type Placement = { readonly start: number; readonly rate: number; readonly seconds: number }

/** A line that is in the way of the bounds, by index: its clip should be so many seconds shorter, at its natural rate. */
export type Shortening = { readonly index: number; readonly seconds: number }

/** All placements of a dub, one for each line in order, and what stands against the bounds. */
export type Schedule = {
  readonly placements: readonly Placement[]
  /** The lines, by index, that are played faster than the bound. */
  readonly overBound: readonly number[]
  /** The lines that are in the way, where the bounds do not hold or a long pause is talked into: shorter by this, they hold. */
  readonly shorten: readonly Shortening[]
}
