import type { Units } from '../dub/prices.ts'
import type { ProviderRef } from '../dub/request.ts'
import type { Json } from '../json.ts'
import type { Media } from '../ports/media.ts'
import type { Providers } from '../ports/providers.ts'
import type { BlobStore, Scratch } from '../ports/stores.ts'

/** What a stage may use. None of it may change the answer: whatever does belongs in the input. */
export type Tools = {
  readonly blobs: BlobStore
  readonly scratch: Scratch
  readonly providers: Providers
  readonly media: Media
  /** Cuts calls off. */
  readonly signal: AbortSignal
}

/** Tools for one step, which may say how far it is (0 … 1). */
export type StepTools = Tools & { readonly progress: (fraction: number) => void }

/** Who is to be paid, and for how much of what. */
export type Bill = { readonly by: ProviderRef; readonly units: Units }

/** One step of a dub. Its input is also its key, so the same question is never paid for twice. */
export interface Stage<Input extends Json, Output extends Json> {
  readonly name: string
  /** Raise it when an unchanged input should be answered anew. */
  readonly version: number
  run(input: Input, tools: StepTools): Promise<Output>
  /**
   * What an answer costs: expected, where there is none yet. A stage that has this asks a provider; one that has not works
   * here, for free.
   */
  bill?(input: Input, output: Output | null): Bill
}
