import type { FailureCode } from '../failure.ts'
import type { BlobRef } from './blob.ts'
import type { ArtifactType, LoudnessFigures, SyncFigures } from './manifest.ts'
import type { ScriptLine } from './script.ts'
import type { Placement, Transcript } from './speech.ts'

/** A file to hand over: bytes that are kept, or a text. `fileName` stands in the language's folder, or in one of its own there. */
export type Artifact = {
  readonly type: ArtifactType
  readonly fileName: string
  readonly mime: string
  /** Seconds; null for what has no length. */
  readonly duration: number | null
  readonly content: { readonly blob: BlobRef } | { readonly text: string }
}

export type FailedLine = { readonly line: number; readonly reason: string }

/** A line of the script and where it is heard, for people to look at. */
export type SpokenLine = { readonly line: ScriptLine; readonly placement: Placement }

/** A dub that is made: where its lines are heard, and what was measured of it. */
type Made = {
  readonly spoken: readonly SpokenLine[]
  readonly sync: SyncFigures
  readonly loudness: LoudnessFigures
  /** Of the full mix, for people to look at. */
  readonly waveform: Waveform
}

/** What came out for one language. */
export type LanguageDub = {
  readonly language: string
  readonly lines: number
  readonly warnings: readonly string[]
} & (
  | ({ readonly status: 'complete'; readonly artifacts: readonly Artifact[] } & Made)
  /** As far as a person wanted it: its script, to be looked over. */
  | { readonly status: 'translated'; readonly artifacts: readonly Artifact[] }
  /** What is known of a dub is there where one was made, but is not fit for what it was asked for. */
  | ({
      readonly status: 'error'
      readonly code: FailureCode
      readonly reason: string
      /** What a person may do about it. */
      readonly hint?: string | undefined
      readonly failedLines: readonly FailedLine[]
      /** What there is all the same: the script, once it is written, for a person to mend; all of a dub that is made. */
      readonly artifacts: readonly Artifact[]
    } & Partial<Made>)
)

/** The lines of a language as they are heard, where a dub was made, fit or not. */
export function spokenIn(dub: LanguageDub | undefined): readonly SpokenLine[] | undefined {
  return dub && dub.status !== 'translated' ? dub.spoken : undefined
}

/** How loud a track is as it goes on: the peak of each of equally long stretches, a byte (255 is full scale), in base64. */
export type Waveform = { readonly seconds: number; readonly peaks: string }

/** What came out of a job: the source as it was heard, and a dub for each language, in the order asked for. */
export type Dubbed = {
  readonly transcript: Transcript
  /** Seconds. */
  readonly duration: number
  readonly video: boolean
  /** Seconds; null where there is no background. */
  readonly backgroundDuration: number | null
  readonly dubs: readonly LanguageDub[]
  /** Files of all languages together. */
  readonly artifacts: readonly Artifact[]
  /** Of the source, for people to look at; null where no dub was wanted, or where it cannot be drawn. */
  readonly waveform: Waveform | null
}

/** A track's name without its ending, short enough to be followed by what ytdub adds. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  let bytes = 0
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > STEM_BYTES) break
    kept += segment
  }
  return kept
}

/** File systems take names of 255 bytes; ytdub adds at most 40. */
const STEM_BYTES = 200

/** A script as SubRip, beside `script.json`: cue numbers are line ids. */
export const SCRIPT_SRT = 'script.srt'
