import type { Json } from '../json.ts'
import type { Answered } from './stores.ts'

/** How many of something, and how many bytes they take. */
export type Amount = { readonly count: number; readonly bytes: number }

/** An answered step with its answer. */
export type KeptAnswer = Answered & { readonly answer: Json }

/**
 * What a data folder keeps beyond its jobs, and how it is let go of, also beside running dubs. What lies before `at` (ms
 * since 1970) was last used or written then, and before any run that is under way began: nothing of that is told or removed.
 */
export interface Housekeeping {
  /** About how many bytes are kept: not every file is looked at. */
  size(): Promise<number>
  /** Answers that lie before; each is shown to `look`, oldest first. */
  answers(at: number, look: (answer: KeptAnswer) => void, signal: AbortSignal): Promise<Amount>
  forgetAnswers(at: number, signal: AbortSignal): Promise<Amount>
  /** Blobs that lie before and that no answer names but those of `answers`. */
  blobs(at: number, signal: AbortSignal): Promise<Amount>
  /** Removes blobs that lie before and that no answer names. */
  removeBlobs(at: number, signal: AbortSignal): Promise<Amount>
  /** Folders of unfinished files whose process is gone; those of other machines where they lie before, and are old. */
  orphans(at: number): Promise<Amount>
  removeOrphans(at: number): Promise<Amount>
}
