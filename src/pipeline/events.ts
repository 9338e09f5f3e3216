import type { Usage } from '../dub/manifest.ts'
import type { FailureCode } from '../failure.ts'
import type { StageName } from '../ports/jobs.ts'

/** What a step belongs to: null where it serves all languages, or the whole language. */
export type StepPlace = { readonly language: string | null; readonly line: number | null }

type Step = StepPlace & { readonly stage: string; readonly key: string }

/** Everything that a run tells whoever listens. Nothing in the pipeline reads these back. */
export type RunEvent =
  /** A step's answer is being worked out. */
  | (Step & { readonly event: 'step-started' })
  /** It has been, and is kept. `usage` is what it cost; undefined where no provider was asked. */
  | (Step & { readonly event: 'step-made'; readonly ms: number; readonly usage: StepUsage | undefined })
  /** It was known. `call` says whether a provider would have been asked. */
  | (Step & { readonly event: 'step-recalled'; readonly call: boolean })
  /** It could not be. */
  | (Step & { readonly event: 'step-failed'; readonly code: FailureCode; readonly reason: string })
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
  /** Something that a person should know; the work goes on. */
  | { readonly event: 'warning'; readonly language: string | null; readonly message: string }

/** What one answer cost, in the provider's own units. */
export type StepUsage = Partial<
  Pick<Usage, 'stt_seconds' | 'llm_input_tokens' | 'llm_output_tokens' | 'tts_characters' | 'usd'>
>

export type Emit = (event: RunEvent) => void
