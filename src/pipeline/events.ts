import type { Units } from '../dub/prices.ts'
import type { ProviderRef } from '../dub/request.ts'
import type { FailureCode } from '../failure.ts'
import type { StageName } from '../ports/jobs.ts'
import type { Bill } from './stage.ts'

/** What a step belongs to: null where it serves all languages, or the whole language. */
export type StepPlace = { readonly language: string | null; readonly line: number | null }

type Step = StepPlace & { readonly stage: string; readonly key: string }

/** Everything that a run tells whoever listens. Nothing in the pipeline reads these back. */
export type RunEvent =
  /** A step's answer is being worked out. */
  | (Step & { readonly event: 'step-started' })
  /** It has been, and is kept. `paid` is what it cost; undefined where no provider was asked. */
  | (Step & { readonly event: 'step-made'; readonly ms: number; readonly paid: Paid | undefined })
  /** It was known. `call` says whether a provider would have been asked, `worth` what that cost when it was. */
  | (Step & { readonly event: 'step-recalled'; readonly call: boolean; readonly worth?: Paid | undefined })
  /** It could not be; `paid` is what was asked in vain. */
  | (Step & {
      readonly event: 'step-failed'
      readonly code: FailureCode
      readonly reason: string
      readonly paid: Paid | undefined
    })
  /** How far a long step is, 0 … 1. */
  | (Step & { readonly event: 'step-progress'; readonly fraction: number })
  /** A language has come to a stage, `done` of `total` of its parts are there. Null is all languages. */
  | {
      readonly event: 'stage'
      readonly language: string | null
      readonly stage: StageName
      readonly done: number
      readonly total: number
    }
  /** What the rest will ask of providers, and cost, as far as that can be known now. */
  | { readonly event: 'estimated'; readonly estimate: Estimate }
  /** Something that a person should know; the work goes on. */
  | { readonly event: 'warning'; readonly language: string | null; readonly message: string }

/** What one answer cost: in the provider's own units, and in USD; undefined where its price is not known. */
export type Paid = Bill & { readonly usd: number | undefined }

/** Calls of one kind: how many have to be made, how many are remembered, and what the former are billed by. */
export type CallEstimate = {
  /** Null where it serves all languages. */
  readonly language: string | null
  readonly stage: 'transcribe' | 'translate' | 'speak'
  readonly by: ProviderRef
  readonly made: number
  readonly recalled: number
  readonly units: Units
  /** Undefined where the price is not known. */
  readonly usd: number | undefined
}

/** `exact` where the transcript is known; else the recording's length was all there was to go by. */
export type Estimate = { readonly calls: readonly CallEstimate[]; readonly exact: boolean }

/** Where to stop, so that a person can look the work over before it goes on. */
export type Until = 'transcribe' | 'translate'

export type Emit = (event: RunEvent) => void
